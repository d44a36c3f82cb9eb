using Garam.Broker.Handlers.Groups;
using Garam.Broker.Requests;
using Garam.Journal.Gateway;
using Garam.Protocol;

namespace Garam.UnitTests.Documentation;

/// <summary>docs/protocol.md is written from the source, so that it cannot be out of date.</summary>
public sealed class ProtocolPageTests
{
    [Fact]
    public void Protocol_page_is_what_the_handlers_say()
    {
        var expected = ProtocolPage.Write(Handlers(), DocumentedSettings.FromSource());
        WrittenPage.ShouldBe("protocol.md", expected);
    }

    [Fact]
    public void Every_handler_states_the_versions_that_it_serves() =>
        Assert.All(Handlers(), handler =>
        {
            var range = ApiVersionTable.Find(handler.Key)!;
            Assert.Equal(ProtocolPage.Range(range.Decodable, range.Max), handler.Versions);
            Assert.Equal(range.Min < range.Decodable, handler.Behaviour.Contains($"announced from {range.Min}", StringComparison.Ordinal));
        });

    [Fact]
    public void Every_api_of_the_table_has_a_handler_with_a_summary()
    {
        var handlers = typeof(IRequestHandler).Assembly.GetTypes()
            .Count(type => !type.IsAbstract && type != typeof(ForwardingHandler) && type.IsAssignableTo(typeof(IRequestHandler)));
        var implemented = handlers + CoordinatorApis.All.Count;
        Assert.Equal(ApiVersionTable.All.Select(range => range.Key), Handlers().Select(handler => handler.Key).Order());
        Assert.Equal(ApiVersionTable.All.Length, implemented);
    }

    /// <summary>One file for each API that an agent answers, and one table of those that the coordinator answers.</summary>
    private static HandlerSummary[] Handlers() =>
    [
        .. Directory
            .EnumerateFiles(Path.Combine(WrittenPage.Root, "src", "Garam.Broker", "Handlers"), "*Handler.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != $"{nameof(ForwardingHandler)}.cs")
            .SelectMany(path => HandlerSummary.ParseAll(path, "public sealed ").Take(1)),
        .. HandlerSummary.ParseAll(
            Path.Combine(WrittenPage.Root, "src", "Garam.Journal", "Gateway", $"{nameof(CoordinatorApis)}.cs"),
            $"private static readonly {nameof(CoordinatorApi)} "),
    ];
}
