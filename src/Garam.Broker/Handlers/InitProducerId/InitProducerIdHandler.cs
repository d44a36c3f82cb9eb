using Garam.Broker.Requests;
using Garam.Protocol;
using Garam.Protocol.Messages.InitProducerId;

namespace Garam.Broker.Handlers.InitProducerId;

/// <summary>
/// InitProducerId: 0–5. Every answer is a new producer id with epoch 0, as in Kafka without a transactional id.
/// Deviation: a transactional id is refused with TRANSACTIONAL_ID_AUTHORIZATION_FAILED until transactions are built. It is never served as
/// mere idempotence.
/// </summary>
public sealed class InitProducerIdHandler(ProducerIds ids) : RequestHandler<InitProducerIdRequest, InitProducerIdResponse>
{
    /// <summary>No id, and no epoch.</summary>
    private const int None = -1;

    protected override async ValueTask<InitProducerIdResponse> HandleAsync(
        RequestContext context, InitProducerIdRequest request, CancellationToken cancellation)
    {
        if (request.TransactionalId is not null)
        {
            return Refuse(request.TransactionalId.Length == 0 ? ErrorCode.InvalidRequest : ErrorCode.TransactionalIdAuthorizationFailed);
        }

        if (request.ProducerId == None != (request.ProducerEpoch == None))
        {
            return Refuse(ErrorCode.InvalidRequest);
        }

        var (error, producerId) = await ids.NextAsync();
        return error == ErrorCode.None ? new InitProducerIdResponse { ProducerId = producerId, ProducerEpoch = 0 } : Refuse(error);
    }

    private static InitProducerIdResponse Refuse(ErrorCode error) => new() { ErrorCode = error, ProducerEpoch = None };
}
