namespace Garam.UnitTests.Storage.Directory;

/// <summary>A file or a folder of <see cref="ForgetfulDisk"/>: what programs see now, and what the platter holds.</summary>
internal abstract class DiskNode
{
    /// <summary>The node as it is after a power loss. What was not synced is lost, or survives by the throw of a coin.</summary>
    internal abstract DiskNode AfterPowerLoss(Random? coin);
}

internal sealed class DiskFile : DiskNode
{
    internal byte[] Content { get; set; } = [];

    internal byte[] Durable { get; set; } = [];

    internal override DiskNode AfterPowerLoss(Random? coin)
    {
        var survivor = coin?.Next(3) switch
        {
            1 => Content,
            // The length was written, half of the content was not.
            2 => [.. Content.AsSpan(0, Content.Length / 2), .. new byte[Content.Length - (Content.Length / 2)]],
            _ => Durable,
        };
        var content = ReferenceEquals(Content, Durable) ? Content : survivor;
        return new DiskFile { Content = content, Durable = content };
    }
}

internal sealed class DiskFolder : DiskNode
{
    internal Dictionary<string, DiskNode> Names { get; set; } = [];

    internal Dictionary<string, DiskNode> Durable { get; set; } = [];

    /// <summary>A failed sync has called these names clean: later syncs pass them over.</summary>
    internal HashSet<DiskNode> Skipped { get; } = [];

    internal void Sync() => Durable = Names
        .Where(name => !Skipped.Contains(name.Value))
        .ToDictionary(name => name.Key, name => name.Value);

    internal void FailSync() => Skipped.UnionWith(
        Names.Where(name => Durable.GetValueOrDefault(name.Key) != name.Value).Select(name => name.Value));

    internal override DiskNode AfterPowerLoss(Random? coin)
    {
        Dictionary<string, DiskNode> left = [];
        foreach (var name in Names.Keys.Union(Durable.Keys).Order(StringComparer.Ordinal))
        {
            var now = Names.GetValueOrDefault(name);
            var durable = Durable.GetValueOrDefault(name);
            var survivor = now != durable && coin?.Next(2) == 1 ? now : durable;
            if (survivor is not null)
            {
                left.Add(name, survivor.AfterPowerLoss(coin));
            }
        }

        return new DiskFolder { Names = left, Durable = new(left) };
    }
}
