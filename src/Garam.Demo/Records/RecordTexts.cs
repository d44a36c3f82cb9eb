using System.Globalization;
using System.Text;
using Garam.Client.Cluster;

namespace Garam.Demo.Records;

/// <summary>
/// Writes what a small shop would: orders and clicks in JSON, and log lines. The same seed gives the same texts. One thread.
/// </summary>
internal sealed class RecordTexts(int seed)
{
    private const int Customers = 5000;

    /// <summary>One of ten records is an order, and three are log lines.</summary>
    private const int Share = 10;

    private static readonly string[] Goods =
        ["green tea", "teapot", "rice bowl", "chopsticks", "soy sauce", "kimchi jar", "ink brush", "paper lantern"];

    private static readonly string[] Pages = ["/", "/tea", "/tea/sencha", "/bowls", "/cart", "/checkout", "/account", "/search?q=teapot"];
    private static readonly string[] Services = ["web", "cart", "checkout", "payment", "stock", "mail"];
    private static readonly string[] Outcomes = ["200 OK", "200 OK", "200 OK", "204 No Content", "304 Not Modified", "404 Not Found"];

    private readonly Random _random = new(seed);
    private long _orders;

    public RecordText Next(DateTimeOffset now) => _random.Next(Share) switch
    {
        0 => Order(now),
        < 4 => LogLine(now),
        _ => Click(now),
    };

    private RecordText Order(DateTimeOffset now)
    {
        var customer = _random.Next(Customers);
        var amount = _random.Next(1, 5);
        var price = amount * _random.Next(195, 4995) / 100.0;
        var item = Of(Goods);
        var goods = $"\"item\":\"{item}\",\"amount\":{amount}";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"order":{{++_orders}},"time":"{{now:O}}","customer":"c-{{customer:0000}}",{{goods}},"eur":{{price}}}""");
        return new RecordText(Place(DemoTopics.Orders, customer), Key("c", customer), Encoding.UTF8.GetBytes(text));
    }

    private RecordText Click(DateTimeOffset now)
    {
        var visitor = _random.Next(Customers);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"time":"{{now:O}}","visitor":"v-{{visitor:0000}}","page":"{{Of(Pages)}}","ms":{{_random.Next(3, 900)}}}""");
        return new RecordText(Place(DemoTopics.Clicks, visitor), Key("v", visitor), Encoding.UTF8.GetBytes(text));
    }

    private RecordText LogLine(DateTimeOffset now)
    {
        var host = _random.Next(32);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{now:O} INFO {Of(Services)}[{_random.Next(300, 32_000)}] {Of(Outcomes)} {Of(Pages)} in {_random.Next(1, 400)} ms");
        return new RecordText(Place(DemoTopics.Logs, host), Key("host", host), Encoding.UTF8.GetBytes(text));
    }

    private static TopicPartition Place(string topic, int key) => new(topic, key % DemoTopics.PartitionsEach);

    private static byte[] Key(string kind, int number) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}-{number:0000}"));

    private string Of(string[] words) => words[_random.Next(words.Length)];
}

/// <param name="Partition">Follows from the key.</param>
/// <param name="Key">The customer, the visitor or the host.</param>
/// <param name="Value">UTF-8.</param>
internal sealed record RecordText(TopicPartition Partition, byte[] Key, byte[] Value);
