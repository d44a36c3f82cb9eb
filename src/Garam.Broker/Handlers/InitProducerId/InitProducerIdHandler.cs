using Garam.Broker.Leader;
using Garam.Broker.Requests;
using Garam.Metadata.Commands.Producers;
using Garam.Protocol;
using Garam.Protocol.Messages.InitProducerId;
using Garam.Storage.Errors;

namespace Garam.Broker.Handlers.InitProducerId;

/// <summary>
/// InitProducerId: 0–5. Every answer is a new producer id with epoch 0, as Kafka's is without a transactional id. Deviation: a
/// transactional id is refused with TRANSACTIONAL_ID_AUTHORIZATION_FAILED until transactions are built, never served as mere idempotence.
/// </summary>
public sealed class InitProducerIdHandler(ILeaderGateway leader) : RequestHandler<InitProducerIdRequest, InitProducerIdResponse>
{
    protected override async ValueTask<InitProducerIdResponse> HandleAsync(
        RequestContext context, InitProducerIdRequest request, CancellationToken cancellation)
    {
        if (request.TransactionalId is not null)
        {
            return Refuse(request.TransactionalId.Length == 0 ? ErrorCode.InvalidRequest : ErrorCode.TransactionalIdAuthorizationFailed);
        }

        try
        {
            var reply = await leader.SubmitAsync(new AllocateProducerId(), cancellation);
            var result = (AllocateProducerIdResult)reply.Result;
            return result.Error == ErrorCode.None
                ? new InitProducerIdResponse { ProducerId = result.ProducerId, ProducerEpoch = result.ProducerEpoch }
                : Refuse(result.Error);
        }
        catch (GaramException exception) when (exception.Kind is ErrorKind.Unavailable or ErrorKind.Throttled)
        {
            // An id that was given and not received is lost, which does no harm.
            return Refuse(ErrorCode.CoordinatorNotAvailable);
        }
    }

    private static InitProducerIdResponse Refuse(ErrorCode error) => new() { ErrorCode = error, ProducerEpoch = -1 };
}
