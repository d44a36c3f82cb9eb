namespace Garam.CliTests.Records;

/// <summary>Real logs, or their stand-in, repeated up to a size. Owns the folder.</summary>
public sealed class RealLog : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("garam-log-").FullName;

    /// <param name="bytesMin">Least size of the file. It ends with the log that reaches this size.</param>
    public RealLog(long bytesMin)
    {
        File = Path.Combine(_folder, "all.log");
        var logs = SourceLog.All(_folder).Select(log => System.IO.File.ReadAllBytes(log.File)).ToArray();
        using var stream = System.IO.File.Create(File);
        for (var i = 0; stream.Length < bytesMin; i++)
        {
            var log = logs[i % logs.Length];
            stream.Write(log);
            if (log[^1] != '\n')
            {
                // The output ends every record with a line feed, so the file must do the same to have the same bytes.
                stream.WriteByte((byte)'\n');
            }
        }
    }

    public string File { get; }

    /// <summary>Returns a path of that name beside the log.</summary>
    public string Beside(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
