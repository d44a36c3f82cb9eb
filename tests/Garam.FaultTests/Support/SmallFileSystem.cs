using System.Diagnostics;

namespace Garam.FaultTests.Support;

/// <summary>
/// A mounted tmpfs of a few MiB. Owns the mount and its folder. Only root may mount, so the tests that need it say why they are skipped.
/// </summary>
public sealed class SmallFileSystem : IAsyncDisposable
{
    private SmallFileSystem(string path) => Path = path;

    public string Path { get; }

    public static async Task<SmallFileSystem> MountAsync(int mebibytes)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may mount a file system.");
        var path = Directory.CreateTempSubdirectory("garam-test-").FullName;
        var mounted = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "garam-test", path);
        if (mounted != 0)
        {
            Directory.Delete(path);
            Assert.Skip("A tmpfs cannot be mounted here.");
        }

        return new SmallFileSystem(path);
    }

    public async Task MakeReadOnlyAsync() => Assert.Equal(0, await RunAsync("mount", "-o", "remount,ro", Path));

    /// <summary>Takes all the room that is left. Deleting the file gives it back.</summary>
    public string Fill()
    {
        var path = System.IO.Path.Combine(Path, "ballast");
        using var file = File.Create(path);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            return path;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal(0, await RunAsync("umount", "--lazy", Path));
        Directory.Delete(Path);
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
