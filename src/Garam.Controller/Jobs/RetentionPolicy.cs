using Garam.Metadata.Configs;

namespace Garam.Controller.Jobs;

/// <summary>What a topic's settings say about deletion.</summary>
/// <param name="Deletes">False with <c>cleanup.policy=compact</c> alone: then neither age nor size deletes anything.</param>
/// <param name="RetentionMs">Negative: no limit.</param>
/// <param name="RetentionBytes">Of one partition; negative: no limit.</param>
internal readonly record struct RetentionPolicy(bool Deletes, long RetentionMs, long RetentionBytes)
{
    /// <summary>The caller holds the replica's lock.</summary>
    public static RetentionPolicy Resolve(ConfigTable configs, string topic)
    {
        var settings = configs.SettingsOf(topic);
        return new RetentionPolicy(settings.IsDeleted, settings.RetentionMs, settings.RetentionBytes);
    }
}
