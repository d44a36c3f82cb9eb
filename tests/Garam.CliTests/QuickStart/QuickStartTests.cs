using System.Diagnostics;
using System.Globalization;
using System.Text;
using Garam.CliTests.Support;

namespace Garam.CliTests.QuickStart;

/// <summary>
/// Runs the README's quick start as it is written: all its blocks, in their order, in one shell. Only two things differ: the first block
/// builds the program, which the tests have done before, and the log is the tests' own.
/// </summary>
public sealed class QuickStartTests
{
    private const string BuildBlock = "dotnet build -c Release src/Garam\nexport PATH=\"$PWD/artifacts/bin/Garam/release:$PATH\"\n";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Every_command_of_the_readme_works()
    {
        var blocks = Blocks();
        Assert.Equal(BuildBlock, blocks[0]);
        Assert.Contains("garam produce", blocks[2], StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("garam-quick-start-").FullName;
        try
        {
            var log = SourceLog.All(folder)[0];
            var (exitCode, output) = await RunAsync(folder, Script(blocks), ("LOG", log.File));

            Assert.True(exitCode == 0, output);
            Assert.Contains(
                $"{log.Lines.Length.ToString("N0", CultureInfo.InvariantCulture)} records acknowledged", output, StringComparison.Ordinal);
            Assert.Contains("Group team: Empty, classic", output, StringComparison.Ordinal);
            Assert.DoesNotContain("garam: ", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// A reader who pastes the blocks one after the other goes on after a server that did not start. Another cluster listens at the default
    /// address, and has a topic of the same name.
    /// </summary>
    [Fact]
    public async Task A_server_that_does_not_start_leaves_other_clusters_alone()
    {
        var folder = Directory.CreateTempSubdirectory("garam-quick-start-").FullName;
        await using var other = await ServerProcess.StartAsync();
        var garam = new GaramProgram(("GARAM_BROKERS", other.Kafka));
        (await garam.LineAsync("topics create logs")).ShouldSucceed();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "garam-data"), "in the way", TestContext.Current.CancellationToken);
            (await new GaramProgram(("GARAM_PROFILES", Path.Combine(folder, "profiles.yaml")))
                .LineAsync($"profile add other --brokers {other.Kafka} --use")).ShouldSucceed();

            var (_, output) = await RunAsync(
                folder, Script(Blocks()).Replace("set -e -o pipefail\n", "", StringComparison.Ordinal), ("LOG", "/dev/null"));

            Assert.Contains("not-started.invalid", output, StringComparison.Ordinal);
            Assert.DoesNotContain("Deleted", output, StringComparison.Ordinal);
            Assert.Equal("logs", (await garam.LineAsync("topics list")).ShouldSucceed().Row("logs")[0]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Script(IEnumerable<string> blocks)
    {
        var script = new StringBuilder("set -e -o pipefail\n");
        foreach (var block in blocks.Skip(1).Where(block => !block.Contains("kcat", StringComparison.Ordinal) || Tool.IsInstalled("kcat")))
        {
            // Commands that fail end the script, and the last words say where.
            script.Append("set -x\n").Append(block).Append("{ set +x; } 2> /dev/null\n");
        }

        // The server takes a moment to end, and the folder goes with it.
        return script.Append("wait || true\n").ToString();
    }

    /// <summary>The fenced shell blocks between the heading and the next one.</summary>
    private static string[] Blocks()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var start = readme.IndexOf("\n## Quick start\n", StringComparison.Ordinal);
        var section = readme[(start + 1)..readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal)];
        return [.. section.Split("```sh\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];
    }

    /// <summary>The server is the shell's child and goes with it, whatever the script's end.</summary>
    private static async Task<(int ExitCode, string Output)> RunAsync(
        string folder, string script, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"exec 2>&1; trap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n{script}"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GARAM_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PATH"] = $"{Path.GetDirectoryName(Repository.Program)}:{start.Environment["PATH"]}";
        start.Environment["GARAM_PROFILES"] = Path.Combine(folder, "profiles.yaml");
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output);
    }
}
