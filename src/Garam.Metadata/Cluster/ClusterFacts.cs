using Garam.Protocol;

namespace Garam.Metadata.Cluster;

/// <summary>The values that the cluster has only one of.</summary>
public sealed class ClusterFacts
{
    /// <summary>Null until the first leader has set it.</summary>
    public string? ClusterId { get; internal set; }

    public short FeatureLevel { get; internal set; }

    /// <summary>The time since which new segments carry the time of their commit; null while they do not.</summary>
    public long? CommitTimesSinceMs { get; internal set; }

    /// <summary>Commits of segments born below it are refused, so an unreferenced segment below it is an orphan.</summary>
    public long BirthWatermark { get; internal set; }

    /// <summary>Null before the first claim.</summary>
    public LeaderState? Leader { get; internal set; }

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
            return StatusResult.Refused(
                ErrorCode.FeatureUpdateFailed, $"The feature level is {FeatureLevel} and cannot fall to {command.Level}.");
        }

        if (command.Version >= 1 && command.Level >= FeatureLevels.One)
        {
            CommitTimesSinceMs ??= context.NowMs;
        }

        FeatureLevel = command.Level;
        return StatusResult.Done;
    }

    /// <summary>Refuses a watermark above the sequence number of the command: no segment is born there yet.</summary>
    internal StatusResult Apply(RaiseBirthWatermark command, in ApplyContext context)
    {
        if (command.Watermark > context.Sequence)
        {
            return StatusResult.Refused(ErrorCode.InvalidRequest, "A birth watermark cannot lie in the future.");
        }

        BirthWatermark = Math.Max(BirthWatermark, command.Watermark);
        return StatusResult.Done;
    }
}

/// <summary>The newest claim to lead the cluster.</summary>
/// <param name="Epoch">Higher than in every earlier claim.</param>
/// <param name="Nonce">The random number of the claim.</param>
/// <param name="Host">The host where the leader accepts commands; empty when it serves only its own process.</param>
/// <param name="Port">The port where the leader accepts commands.</param>
/// <param name="HasResigned">The leader shut down cleanly: the next one need not wait for the lease to expire.</param>
public sealed record LeaderState(int Epoch, long Nonce, string Host, int Port, bool HasResigned);
