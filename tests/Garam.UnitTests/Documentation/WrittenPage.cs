namespace Garam.UnitTests.Documentation;

/// <summary>A page that tests write: it has to be what they would write, and is written where the variable asks for it.</summary>
internal static class WrittenPage
{
    private const string WriteVariable = "GARAM_WRITE_DOCS";

    /// <summary>The working copy that the tests were built from.</summary>
    public static string Root { get; } = FindRoot();

    public static void ShouldBe(string name, string expected)
    {
        var page = Path.Combine(Root, "docs", name);
        if (Environment.GetEnvironmentVariable(WriteVariable) is not null)
        {
            File.WriteAllText(page, expected);
        }

        Assert.True(
            File.Exists(page) && File.ReadAllText(page) == expected, $"docs/{name} is out of date: run this test with {WriteVariable}=1.");
    }

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
