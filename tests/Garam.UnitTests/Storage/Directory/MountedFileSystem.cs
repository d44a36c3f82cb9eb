using System.Diagnostics;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>A file system in memory, mounted for one test; the test is skipped where that is not permitted.</summary>
internal sealed class MountedFileSystem : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("garam-mount-");

    internal MountedFileSystem(string options)
    {
        if (Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", Path) != 0)
        {
            _folder.Delete();
            Assert.Skip("mounting a tmpfs is not permitted here");
        }
    }

    internal string Path => _folder.FullName;

    public void Dispose()
    {
        _ = Run("umount", Path);
        _folder.Delete();
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
