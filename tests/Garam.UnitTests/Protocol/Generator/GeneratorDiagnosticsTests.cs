namespace Garam.UnitTests.Protocol.Generator;

public sealed class GeneratorDiagnosticsTests
{
    [Theory]
    [InlineData("GARAM001", """[Message("0")] public class M : IMessage { }""")]
    [InlineData("GARAM001", """[Message("0")] public partial class M { } public class O { [WireStruct] public partial class S { } }""")]
    [InlineData("GARAM002", """[Message("0-")] public partial class M { }""")]
    [InlineData("GARAM002", """[Message("5-3")] public partial class M { }""")]
    [InlineData("GARAM002", """[Message("0", Flexible = "x")] public partial class M { }""")]
    [InlineData("GARAM002", """[Message("0")] public partial class M { [Field("one")] public int A { get; set; } }""")]
    [InlineData("GARAM003", """[Message("0")] public partial class M { [Field] public decimal A { get; set; } }""")]
    [InlineData("GARAM003", """[Message("0")] public partial class M { [Field] public int[][] A { get; set; } = []; }""")]
    [InlineData("GARAM003", """[Message("0")] public partial class M { [Field] public string?[] A { get; set; } = []; }""")]
    [InlineData("GARAM003", """public class P { } [Message("0")] public partial class M { [Field] public P A { get; set; } = new(); }""")]
    [InlineData("GARAM004", """[Message("0")] public partial class M { [Field] public string? A { get; set; } }""")]
    [InlineData("GARAM004", """[Message("0")] public partial class M { [Field(Nullable = "0+")] public string A { get; set; } = ""; }""")]
    [InlineData("GARAM004", """[Message("0")] public partial class M { [Field(Nullable = "0+")] public int? A { get; set; } }""")]
    [InlineData("GARAM005", """[Message("0+")] public partial class M { [Field(Tag = 0)] public int A { get; set; } }""")]
    [InlineData(
        "GARAM005",
        """[Message("0+", Flexible = "0+")] public partial class M """
            + """{ [Field(Tag = 0)] public int A { get; set; } [Field(Tag = 0)] public int B { get; set; } }""")]
    [InlineData(
        "GARAM005",
        """[Message("0+", Flexible = "0+")] public partial class M """
            + """{ [Field(Tag = 0)] public int A { get; set; } = Environment.ProcessId; }""")]
    [InlineData("GARAM005", """[WireStruct(Flexible = "0+")] public partial struct S { [Field(Tag = 0)] public int A { get; init; } }""")]
    [InlineData("GARAM006", """[Message("0")] public partial class M : IRequest { }""")]
    [InlineData("GARAM006", """[Message(ApiKey.Fetch, "0")] public partial class M { }""")]
    [InlineData("GARAM007", """[Message("0")] public partial class M { [Field] public int A { get; } }""")]
    [InlineData("GARAM007", """[Message("0")] public partial class M { [Field] public int A { get; init; } }""")]
    [InlineData("GARAM008", """public class B { [Field] public int A { get; set; } } [Message("0")] public partial class M : B { }""")]
    [InlineData(
        "GARAM009",
        """[WireStruct] public partial class S { } """
            + """[Message("0", Flexible = "0+")] public partial class M { [Field] public S A { get; set; } = new(); }""")]
    public void A_mistake_is_named_and_nothing_is_generated_for_it(string id, string source)
    {
        var run = new GeneratorRun("using System; using Garam.Protocol; using Garam.Protocol.Wire; namespace Sample; " + source);
        Assert.Equal([id], run.DiagnosticIds);
        var at = run.Result.Diagnostics[0].Location.GetLineSpan();
        Assert.Equal("Source0.cs", at.Path);
        Assert.True(at.EndLinePosition.Character > 0);
        Assert.DoesNotContain(
            run.Result.GeneratedSources,
            s => s.HintName == (source.StartsWith("[WireStruct(", StringComparison.Ordinal) ? "Sample.S.g.cs" : "Sample.M.g.cs")
                && id != "GARAM001");
    }
}
