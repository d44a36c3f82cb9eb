using Garam.Cli.Terminal;

namespace Garam.UnitTests.Cli;

public sealed class SuggestionTests
{
    [Fact]
    public void The_nearest_name_is_suggested() => Assert.Equal(" Did you mean orders?", Suggestion.For("ordres", ["audit", "orders"]));

    [Fact]
    public void Nothing_is_suggested_where_nothing_is_near() => Assert.Equal("", Suggestion.For("x", ["audit", "orders"]));

    [Fact]
    public void Nothing_is_suggested_where_every_letter_is_wrong() => Assert.Equal("", Suggestion.For("zz", ["a"]));

    [Fact]
    public void Nothing_is_suggested_where_there_is_nothing() => Assert.Equal("", Suggestion.For("orders", []));
}
