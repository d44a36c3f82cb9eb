using Garam.Metadata.Producers;
using Garam.Protocol;

namespace Garam.Metadata.Cluster;

/// <summary>The few values that the cluster has one of.</summary>
public sealed class ClusterFacts
{
    /// <summary>Null until the first leader has given it.</summary>
    public string? ClusterId { get; internal set; }

    public short FeatureLevel { get; internal set; }

    /// <summary>Since when live segments carry the time of their commit; null while they do not.</summary>
    public long? CommitTimesSinceMs { get; internal set; }

    /// <summary>Segments born below it are refused, so what is unreferenced below it is an orphan.</summary>
    public long BirthWatermark { get; internal set; }

    /// <summary>Null before the first claim.</summary>
    public LeaderState? Leader { get; internal set; }

    public long NextProducerId { get; internal set; }

    internal StatusResult Apply(LeaderClaim command, in ApplyContext context)
    {
        if (Leader is not null && command.Epoch <= Leader.Epoch)
        {
            return StatusResult.Refused(ErrorCode.StaleControllerEpoch);
        }

        Leader = new LeaderState(command.Epoch, command.Nonce, command.Host, command.Port, HasResigned: false);
        context.Effects.LeaderMoved();
        return StatusResult.Done;
    }

    internal StatusResult Apply(Resign command, in ApplyContext context)
    {
        if (Leader?.Epoch != command.Epoch)
        {
            return StatusResult.Refused(ErrorCode.StaleControllerEpoch);
        }

        Leader = Leader with { HasResigned = true };
        context.Effects.LeaderMoved();
        return StatusResult.Done;
    }

    internal StatusResult Apply(SetClusterIdentity command)
    {
        if (ClusterId is not null)
        {
            return StatusResult.Refused(ErrorCode.InconsistentClusterId, $"The cluster's id is {ClusterId} already.");
        }

        if (command.ClusterId.Length == 0)
        {
            return StatusResult.Refused(ErrorCode.InvalidRequest, "A cluster id is not empty.");
        }

        ClusterId = command.ClusterId;
        return StatusResult.Done;
    }

    internal StatusResult Apply(SetFeatureLevel command, in ApplyContext context)
    {
        if (command.Level < FeatureLevel)
        {
            return StatusResult.Refused(ErrorCode.FeatureUpdateFailed, $"The feature level is {FeatureLevel} and cannot fall to {command.Level}.");
        }

        if (command.Version >= 1 && command.Level >= FeatureLevels.One)
        {
            CommitTimesSinceMs ??= context.NowMs;
        }

        FeatureLevel = command.Level;
        return StatusResult.Done;
    }

    /// <summary>Never above the sequence number that it is applied at: no segment is born later.</summary>
    internal StatusResult Apply(RaiseBirthWatermark command, in ApplyContext context)
    {
        if (command.Watermark > context.Sequence)
        {
            return StatusResult.Refused(ErrorCode.InvalidRequest, "A birth watermark cannot lie in the future.");
        }

        BirthWatermark = Math.Max(BirthWatermark, command.Watermark);
        return StatusResult.Done;
    }

    internal AllocateProducerIdResult Apply(AllocateProducerId command)
    {
        if (command.Count is < 1 or > AllocateProducerId.CountMax)
        {
            return new AllocateProducerIdResult { ErrorValue = (short)ErrorCode.InvalidRequest };
        }

        var first = NextProducerId;
        NextProducerId += command.Count;
        return new AllocateProducerIdResult { ProducerId = first, ProducerEpoch = 0 };
    }
}

/// <param name="Epoch">Of the newest claim.</param>
/// <param name="Nonce">Of that claim.</param>
/// <param name="Host">Where it takes commands; empty when it serves its own process only.</param>
/// <param name="Port">Where it takes commands.</param>
/// <param name="HasResigned">It gave up in good order: the next claim need not wait the lease out.</param>
public sealed record LeaderState(int Epoch, long Nonce, string Host, int Port, bool HasResigned);
