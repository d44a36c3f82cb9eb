using System.Reflection;
using Garam.Configuration;
using Garam.Hosting;
using Garam.Metrics;
using Garam.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.InMemoryTests.Clients;

/// <summary>
/// Compiles and runs the programs on the pages about the client, in their order, and compares what they print with the pages.
/// </summary>
[Collection(nameof(StandardOutput))]
public sealed class DocumentedProgramsTests
{
    private const string DocumentedAddress = "localhost:9092";

    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("docs/client.md", 6)]
    [InlineData("src/Garam.Client/README.md", 1)]
    public async Task Programs_print_what_the_page_says(string page, int count)
    {
        var folder = Directory.CreateTempSubdirectory("garam-programs-");
        using var meters = new MeterFactory();
        var options = new ServeOptions
        {
            DataDirectory = folder.FullName,
            Kafka = [new(new HostPort("127.0.0.1", 0))],
            SegmentMemory = 32 << 20,
        };
        await using (var node = await EmbeddedNode.StartAsync(
            options, meters, NullLoggerFactory.Instance, TestContext.Current.CancellationToken))
        {
            var programs = DocumentedProgram.ReadAll(page);
            Assert.Equal(count, programs.Count);
            foreach (var program in programs)
            {
                Assert.Contains(DocumentedAddress, program.Output is null ? DocumentedAddress : program.Text, StringComparison.Ordinal);
                var local = program with
                {
                    Text = program.Text.Replace(DocumentedAddress, node.KafkaAddresses[0].ToString(), StringComparison.Ordinal),
                };
                var compiled = local.Compile();
                if (program.Output is { } output)
                {
                    Assert.Equal(output, await RunAsync(compiled));
                }
            }
        }

        folder.Delete(recursive: true);
    }

    private static async Task<string> RunAsync(Assembly program)
    {
        var console = Console.Out;
        using var printed = new StringWriter { NewLine = "\n" };
        Console.SetOut(printed);
        try
        {
            await Task.Run(() => program.EntryPoint!.Invoke(null, [Array.Empty<string>()])).WaitAsync(RunMax);
        }
        finally
        {
            Console.SetOut(console);
        }

        return printed.ToString();
    }
}

/// <summary>The standard output belongs to the process, so these tests run alone.</summary>
[CollectionDefinition(nameof(StandardOutput), DisableParallelization = true)]
public sealed class StandardOutput;
