namespace Garam.ClientTests.Support;

/// <summary>The working copy that the tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The program that <c>dotnet build -c Release</c> leaves.</summary>
    public static string Program { get; } = Path.Combine(Root, "artifacts", "bin", "Garam", "release", "garam");

    /// <summary>The program of tests/Garam.ConfluentClient.</summary>
    public static string ConfluentClient { get; } =
        Path.Combine(Root, "artifacts", "bin", "Garam.ConfluentClient", "release", "Garam.ConfluentClient");

    /// <summary>The client programs of the tests.</summary>
    public static string Clients { get; } = Path.Combine(Root, "tests", "Garam.ClientTests", "clients");

    /// <summary>The npm clients, put there by eng/install-test-clients.</summary>
    public static string NodeModules { get; } = Path.Combine(Root, "artifacts", "test-clients");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Garam.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Garam.slnx is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
