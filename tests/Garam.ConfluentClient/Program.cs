using System.Text.Json;
using Confluent.Kafka;
using Garam.ConfluentClient;

// Confluent.Kafka with the librdkafka of its own package. tests/Garam.ClientTests/clients/README.md describes what it is asked and answers.
var request = JsonSerializer.Deserialize<Request>(args[1], JsonSerializerOptions.Web)!;
using var output = new ClientOutput();
output.Event("version", "Confluent.Kafka", typeof(IClient).Assembly.GetName().Version!.ToString(3), "librdkafka", Library.VersionString);
using var stop = new StopSignal();
switch (args[0])
{
    case "produce":
        Producing.Produce(request, output);
        break;
    case "sequence":
        Producing.Sequence(request, output, stop);
        break;
    case "consume":
        Consuming.Consume(request, output, stop);
        break;
    case "traffic":
        using (var traffic = new Traffic(request, output))
        {
            traffic.Run();
        }

        break;
    default:
        throw new ArgumentException($"There is no request \"{args[0]}\".");
}
