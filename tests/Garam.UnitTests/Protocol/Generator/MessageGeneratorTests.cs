using Garam.Protocol.Generator;
using Garam.UnitTests.Protocol.Messages;
using Microsoft.CodeAnalysis;

namespace Garam.UnitTests.Protocol.Generator;

public sealed class MessageGeneratorTests
{
    private const string Header = """
        using System;
        using Garam.Protocol;
        using Garam.Protocol.Wire;
        namespace Sample;

        """;

    private const string Everything = Header + """
        [Message(ApiKey.Fetch, "1-4", Flexible = "3+")]
        public sealed partial class SampleRequest : IRequest
        {
            [Field("0+", Nullable = "2+")] public string? Name { get; set; } = "";
            [Field("2+")] public int Count { get; set; } = -1;
            [Field("2+")] public ErrorCode[] Codes { get; set; } = [];
            [Field("0-2")] public Item[] Items { get; set; } = [];
            [Field("4+", Nullable = "4+")] public Item? Single { get; set; }
            [Field("0+", Nullable = "0+")] public RecordSlices Records { get; set; }
            [Field("3+", Tag = 0)] public long Limit { get; set; } = long.MaxValue;
            [Field("4+", Tag = 1)] public Item? Extra { get; set; }
            [Field("4+", Tag = 2)] public string Note { get; set; } = "none";
            [Field("3+", Tag = 3)] public ErrorCode Code { get; set; } = ErrorCode.UnknownServerError;
            public int NotOnTheWire { get; set; }

            [WireStruct]
            public sealed partial class Item
            {
                [Field("0+")] public Uuid Id { get; set; }
                [Field("0+", Nullable = "0+")] public ReadOnlyMemory<byte>? Bytes { get; set; }
            }
        }
        """;

    private const string Command = Header + """
        public abstract class Command : IMessage
        {
            public abstract void Read(ref WireReader reader, short version);
            public abstract void Write(ref WireWriter writer, short version);
        }

        [WireStruct(Flexible = "0+")]
        public readonly partial record struct Extent([property: Field] long First, [property: Field("1+")] string Segment);

        [Message("0-1", Flexible = "0+")]
        public sealed partial class Commit : Command
        {
            [Field] public Extent[] Extents { get; set; } = [];
            [Field("1+")] public Extent Last { get; set; }
            [Field(Tag = 0)] public Extent? Hint { get; set; }
            [Field("1+", Nullable = "1+")] public Extent? Previous { get; set; }
        }
        """;

    [Fact]
    public void Message_source_is_as_checked_in()
    {
        var run = new GeneratorRun(Everything);
        Assert.Empty(run.Result.Diagnostics);
        Assert.Empty(run.CompilerErrors);
        AssertSnapshots(run, 2);
    }

    [Fact]
    public void Command_and_value_type_source_is_as_checked_in()
    {
        var run = new GeneratorRun(Command);
        Assert.Empty(run.Result.Diagnostics);
        Assert.Empty(run.CompilerErrors);
        AssertSnapshots(run, 2);
    }

    [Fact]
    public void UnrelatedChange_does_not_regenerate()
    {
        var run = new GeneratorRun(Everything, "class Other { }");
        run.Change(1, "class Other { int _added; }");
        run.Change(0, Everything.Replace("public int NotOnTheWire", "public long NotOnTheWire", StringComparison.Ordinal));
        Assert.All(Reasons(run, MessageGenerator.MessagesStep), r => Assert.Equal(IncrementalStepRunReason.Unchanged, r));
        Assert.All(Reasons(run, MessageGenerator.StructsStep), r => Assert.Equal(IncrementalStepRunReason.Unchanged, r));
        Assert.All(OutputReasons(run), r => Assert.Equal(IncrementalStepRunReason.Cached, r));
    }

    [Fact]
    public void A_changed_field_regenerates_its_type_alone()
    {
        var run = new GeneratorRun(Everything);
        run.Change(0, Everything.Replace("public int Count", "public long Count", StringComparison.Ordinal));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(run, MessageGenerator.MessagesStep));
        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(run, MessageGenerator.StructsStep));
        Assert.Contains("Count = reader.ReadInt64();", run.Source("Sample.SampleRequest.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_source_gives_the_same_text()
    {
        var texts = Enumerable.Range(0, 2).Select(
            _ => new GeneratorRun(Everything, Command).Result.GeneratedSources.Select(s => s.SourceText.ToString()));
        Assert.Equal(texts.First(), texts.Last());
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRun run, string step) =>
        run.Result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorRun run) =>
        run.Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).Select(o => o.Reason);

    /// <summary>GARAM_UPDATE_SNAPSHOTS names a folder that gets the new texts, to look at and check in.</summary>
    private static void AssertSnapshots(GeneratorRun run, int count)
    {
        var sources = run.Result.GeneratedSources.ToDictionary(
            s => s.HintName.Replace(".g.cs", ".txt", StringComparison.Ordinal), s => s.SourceText.ToString());
        Assert.Equal(count, sources.Count);
        if (Environment.GetEnvironmentVariable("GARAM_UPDATE_SNAPSHOTS") is { } folder)
        {
            foreach (var (file, text) in sources)
            {
                File.WriteAllText(Path.Combine(folder, file), text);
            }
        }

        Assert.All(sources, s => Assert.Equal(GoldenFrame.ReadText(s.Key), s.Value));
    }
}
