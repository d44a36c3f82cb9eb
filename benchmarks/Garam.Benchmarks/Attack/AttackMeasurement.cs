using System.Globalization;
using Garam.Benchmarks.Server;

namespace Garam.Benchmarks.Attack;

/// <summary>
/// <c>attack PROGRAM CONNECTIONS FRAME_BYTES SECONDS</c>: the same well-behaved load without and with an attack on one server, and whether
/// the attack cost more than it may. benchmarks/under-attack calls it.
/// </summary>
internal static class AttackMeasurement
{
    private const double MetadataP99MsMax = 100;
    private const double ProduceShareMin = 0.9;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var program, .. var numbers] || numbers.Length != 3 || !numbers.All(number => int.TryParse(number, out _)))
        {
            await Console.Error.WriteLineAsync("usage: Garam.Benchmarks attack PROGRAM CONNECTIONS FRAME_BYTES SECONDS");
            return 2;
        }

        var (connections, frameBytes, seconds) = (Number(numbers[0]), Number(numbers[1]), TimeSpan.FromSeconds(Number(numbers[2])));
        var data = Directory.CreateTempSubdirectory("garam-attack-").FullName;
        try
        {
            using var server = await MeasuredServer.StartAsync(program, data);
            await VictimLoad.CreateTopicAsync(server.Port);
            _ = await VictimLoad.RunAsync(server.Port, WarmUp);
            var quiet = await VictimLoad.RunAsync(server.Port, seconds);
            Print("quiet", quiet, 0, 0);
            var attack = new FrameAttack(server.Port, connections, frameBytes);
            await attack.BeginAsync();
            var attacked = await VictimLoad.RunAsync(server.Port, seconds);
            await attack.DisposeAsync();
            Print("attacked", attacked, connections, attack.Cuts);
            var share = attacked.ProducedMbS / quiet.ProducedMbS;
            var isKept = attacked.P99Ms < MetadataP99MsMax && share >= ProduceShareMin;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"metadata_p99_ms\":{attacked.P99Ms:F1},\"produce_ratio\":{share:F3},\"peak_mib\":{server.PeakKiB / 1024},"
                    + $"\"kept\":{(isKept ? "true" : "false")}}}"));
            return isKept ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Print(string phase, VictimOutcome outcome, int connections, int cuts) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"phase\":\"{phase}\",\"attackers\":{connections},\"cut\":{cuts},\"metadata\":{outcome.Requests},"
            + $"\"p50_ms\":{outcome.MedianMs:F1},\"p99_ms\":{outcome.P99Ms:F1},\"max_ms\":{outcome.MaxMs:F1},"
            + $"\"produced_mb_s\":{outcome.ProducedMbS:F2}}}"));
}
