namespace Garam.Testing;

/// <summary>A folder that outlives the servers on it and goes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("garam-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
