using System.Globalization;
using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Storage.Directory;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.FaultTests.Stores;

/// <summary>A server owns its directory alone: processes that share a directory keep away from it, and it keeps away from theirs.</summary>
public sealed class SharedDirectoryTests
{
    [Fact]
    public async Task A_directory_with_a_server_is_not_shared()
    {
        await using var server = await ServerProcess.StartAsync();

        var fault = Assert.Throws<GaramException>(() => OpenShared(server.Data));

        Assert.Equal(ErrorKind.Conflict, fault.Kind);
        Assert.Contains(
            $"in use by process {server.Id.ToString(CultureInfo.InvariantCulture)}.", fault.Message, StringComparison.Ordinal);
        await Aftermath.AssertUnharmedAsync(server);
    }

    [Fact]
    public async Task A_server_does_not_start_on_a_directory_that_is_shared_and_starts_when_the_last_agent_has_gone()
    {
        using var folder = new TemporaryFolder();
        await using (OpenShared(folder.Path))
        {
            var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(folder.Path));

            Assert.Contains($"{folder.Path} is in use by agents", fault.Message, StringComparison.Ordinal);
        }

        await using var server = await ServerProcess.StartAsync(folder.Path);
        await Aftermath.AssertServesAsync(server);
    }

    private static DirectoryObjectStore OpenShared(string root) => DirectoryObjectStore.Open(
        new DirectoryStoreOptions { Root = root, IsShared = true }, NullLogger<DirectoryObjectStore>.Instance);
}
