using System.Globalization;
using System.Text.RegularExpressions;

namespace Garam.TidyTests;

/// <summary>Every log message has an id of its own, in the range of its project: operators filter and alert by it.</summary>
public sealed partial class EventIdTests
{
    private const int RangeSize = 1000;

    private static readonly Dictionary<string, int> Ranges = new()
    {
        ["Garam.Transport"] = 1000,
        ["Garam.Storage"] = 2000,
        ["Garam.Storage.S3"] = 2000,
        ["Garam.Journal"] = 3000,
        ["Garam.Controller"] = 4000,
        ["Garam.Broker"] = 5000,
        ["Garam"] = 6000,
        ["Garam.Client"] = 7000,
        ["Garam.Cli"] = 8000,
        ["Garam.Peers"] = 9000,
    };

    private static readonly (string Path, int Id)[] Messages =
    [
        .. from path in Repository.SourceFiles("src")
           from found in Message().Matches(Repository.Text(path))
           select (path, int.Parse(found.Groups["id"].Value, CultureInfo.InvariantCulture)),
    ];

    [Fact]
    public void Ids_lie_in_the_range_of_their_project() =>
        Assert.Empty(Messages
            .Where(message => !Ranges.TryGetValue(ProjectOf(message.Path), out var first)
                || message.Id < first
                || message.Id >= first + RangeSize)
            .Select(message => $"{message.Path}: {message.Id}"));

    [Fact]
    public void No_id_is_used_twice() =>
        Assert.Empty(Messages.GroupBy(message => message.Id).Where(same => same.Count() > 1)
            .Select(same => $"{same.Key}: {string.Join(", ", same.Select(message => message.Path))}"));

    [Fact]
    public void Every_message_has_an_id()
    {
        var declared = Repository.SourceFiles("src").Sum(path => Repository.Text(path).Split("[LoggerMessage(").Length - 1);
        Assert.NotEqual(0, declared);
        Assert.Equal(declared, Messages.Length);
    }

    private static string ProjectOf(string path) => path.Split('/')[1];

    [GeneratedRegex(@"\[LoggerMessage\(\s*(EventId = )?(?<id>\d+)")]
    private static partial Regex Message();
}
