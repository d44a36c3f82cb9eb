using System.Text.RegularExpressions;
using Garam.TidyTests.Usage;

namespace Garam.TidyTests;

/// <summary>
/// The product holds what the product uses, counted from the program's entry and from the API of the client package. Tests do not count:
/// a member that only they use is product code without a purpose, unless the list says which. Both lists may only shrink.
/// </summary>
public sealed partial class UnusedTests
{
    private const string ReadByAKey = "The equality of a dictionary's key reads it.";
    private const string Emitted = "The generator writes calls to it for a field of this type, which no message has at present.";
    private const string ForThePages = "The reference pages are made from it.";
    private const string ShowsWhatIsHeld = "Tests see by it that everything is given back, or that a limit holds.";
    private const string ShowsTheState = "Tests look at the replicated state by it.";
    private const string RunsWithoutSockets = "A node without sockets: in-memory tests and the simulation start it so.";
    private const string Counted = "Part of reference counting, which tests check.";

    private static readonly Dictionary<string, string> Unused = new()
    {
        ["Garam.Broker.ReadPath.Times.FoundTimes/Key::Position"] = ReadByAKey,
        ["Garam.Broker.ReadPath.Times.FoundTimes/Key::Segment"] = ReadByAKey,
        ["Garam.Protocol.Compression.ZstdBuffer::Start"] = "The native library reads it.",
        ["Garam.Protocol.Wire.IResponse::ApiKey"] = "Generated with that of requests, so that a table of both can be written.",
        ["Garam.Protocol.Wire.WireWriter::WriteFloat64"] = Emitted,
        ["Garam.Protocol.Wire.WireWriter::WriteUInt16"] = Emitted,
        ["Garam.Protocol.Wire.WireWriter::WriteUInt32"] = Emitted,
        ["Garam.Protocol.Wire.WireWriter::WriteUInt8"] = Emitted,
    };

    private static readonly Dictionary<string, string> ForTests = new()
    {
        ["Garam.Broker.Cache.ChunkCache::UsedBytes"] = ShowsWhatIsHeld,
        ["Garam.Broker.Handlers.Groups.ForwardingBudget::Used"] = ShowsWhatIsHeld,
        ["Garam.Broker.ReadPath.FetchService::UnsentBytes"] = ShowsWhatIsHeld,
        ["Garam.Broker.ReadPath.FetchWaiters::Count"] = ShowsWhatIsHeld,
        ["Garam.Broker.ReadPath.Sessions.FetchSessionCache::Count"] = ShowsWhatIsHeld,
        ["Garam.Cli.Commands.ToolCommand::Json"] = ForThePages,
        ["Garam.Cli.Terminal.ExitCode"] = ForThePages,
        ["Garam.Composition.Node::StartAsync"] = RunsWithoutSockets,
        ["Garam.Configuration.Setting::Variable"] = ForThePages,
        ["Garam.Journal.Skips.SkipRecordStore::WriteAsync"] =
            "An operator's decision, which no command takes yet. The format is fixed, and every start reads it.",
        ["Garam.Metadata.Configs.ConfigDefinition::Note"] = ForThePages,
        ["Garam.Metadata.State.CommandCatalog::Types"] = "Tests compare it with the types that exist.",
        ["Garam.Protocol.ErrorCodeEntry::Code"] = "Tests compare it with Kafka's table.",
        ["Garam.Protocol.Wire.FieldAttribute"] = "The generator reads it.",
        ["Garam.Protocol.Wire.WireReader::ReadFloat64"] = Emitted,
        ["Garam.Protocol.Wire.WireReader::ReadUInt16"] = Emitted,
        ["Garam.Protocol.Wire.WireReader::ReadUInt32"] = Emitted,
        ["Garam.Protocol.Wire.WireReader::ReadUInt8"] = Emitted,
        ["Garam.Storage.Memory.MemoryObjectStore"] = "The simulation's store.",
        ["Garam.Transport.Buffers.ArenaBlock::Retain"] = Counted,
        ["Garam.Transport.Buffers.BlockArena::.ctor"] = "Blocks of managed memory, for tests that need no native memory.",
        ["Garam.Transport.Buffers.BlockArena::Outstanding"] = ShowsWhatIsHeld,
        ["Garam.Transport.Buffers.BuddyAllocator::AllocatedBytes"] = ShowsWhatIsHeld,
        ["Garam.Transport.Frames.AddressShares::Count"] = ShowsWhatIsHeld,
        ["Garam.Transport.Frames.IncomingFrame::Retain"] = Counted,
        ["Garam.Transport.InMemory.ByteRing"] = RunsWithoutSockets,
        ["Garam.Transport.InMemory.InMemoryConnection"] = RunsWithoutSockets,
        ["Garam.Transport.InMemory.InMemoryListener"] = RunsWithoutSockets,
        ["Garam.Transport.InMemory.InMemoryPipe"] = RunsWithoutSockets,
        ["Garam.Transport.InMemory.InMemoryTransport"] = RunsWithoutSockets,
        ["Garam.Transport.InMemory.InMemoryTransportOptions"] = RunsWithoutSockets,
        ["Garam.Verification.Findings.FindingKinds::All"] = ForThePages,
    };

    private static readonly Lazy<UnusedReport> Report = new(static () => new BuiltPrograms().Unused());

    [Fact]
    public void The_product_uses_everything_in_it() => AssertListed(Unused, Report.Value.ByNothing, "nothing uses it: delete it");

    [Fact]
    public void Nothing_in_the_product_is_for_tests_only_without_a_reason() =>
        AssertListed(ForTests, Report.Value.ByTestsOnly, "only tests use it: delete it, move it to them, or say here what it is for");

    /// <summary>The compiler copies the values of constants, so that only the source shows whether one is used.</summary>
    [Fact]
    public void Constants_are_named_where_they_are_not_declared()
    {
        // Kafka numbered these, also the ones that Garam does not serve.
        string[] tables = ["src/Garam.Protocol/ApiKey.cs", "src/Garam.Metadata/Configs/ConfigDefinition.cs"];
        var sources = Repository.SourceFiles("src")
            .ToDictionary(static path => path, static path => Comment().Replace(Repository.Text(path), ""));
        var words = sources.Values.SelectMany(static text => Word().Matches(text)).CountBy(static word => word.Value).ToDictionary();
        var constants = sources.Where(source => !tables.Contains(source.Key)).SelectMany(static source => Constants(source.Value)).ToList();
        var declared = constants.CountBy(static name => name).ToDictionary();

        Assert.Empty(declared.Where(each => words[each.Key] <= each.Value).Select(static each => each.Key));
        Assert.True(constants.Count > 500);
    }

    [Fact]
    public void The_rules_see_what_they_are_about()
    {
        var types = BuiltPrograms.OfTests(nameof(Sample));
        var entry = types.Single(static type => type.Id.EndsWith("/Entry", StringComparison.Ordinal));
        var test = types.Single(static type => type.Id.EndsWith("/Test", StringComparison.Ordinal));
        var product = types.Where(type => type != test).ToList();
        var report = new UnusedReport(product, [.. entry.Members.Select(static member => member.Id)], [test]);

        Assert.Equal(Sample.Unused.Order(), report.ByNothing.Select(static name => name[(name.IndexOf('/') + 1)..]).Order());
        Assert.Equal(["Used::ForTests"], report.ByTestsOnly.Select(static name => name[(name.IndexOf('/') + 1)..]));
        Assert.Equal(["A", "One", "Two"], Constants("const int A = 1;\nenum B\n{\n    One,\n    Two = 2,\n}\n"));
    }

    private static void AssertListed(Dictionary<string, string> listed, IReadOnlyCollection<string> found, string fault)
    {
        var faults = found.Distinct().Where(name => !listed.ContainsKey(name)).Select(name => $"{name}: {fault}.")
            .Concat(listed.Keys.Except(found).Select(static name => $"{name}: it is gone or in use, so take it from the list."));

        Assert.Equal("", string.Join('\n', faults));
    }

    private static IEnumerable<string> Constants(string text) =>
        Constant().Matches(text).Concat(Enumeration().Matches(text).SelectMany(static found => Value().Matches(found.Groups["body"].Value)))
            .Select(static found => found.Groups["name"].Value);

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\bconst [\w?\[\]]+ (?<name>\w+)\s*=")]
    private static partial Regex Constant();

    [GeneratedRegex(@"\benum \w+[^{]*\{(?<body>[^}]*)\}")]
    private static partial Regex Enumeration();

    [GeneratedRegex(@"^\s*(?<name>\w+)\s*(=[^,]*)?,?\s*$", RegexOptions.Multiline)]
    private static partial Regex Value();
}
