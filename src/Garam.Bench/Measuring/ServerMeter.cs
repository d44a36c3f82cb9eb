using System.Globalization;
using Garam.Cli.Terminal;

namespace Garam.Bench.Measuring;

/// <summary>Measures the CPU time and memory of one server process between two moments. One thread.</summary>
internal sealed class ServerMeter
{
    private readonly int _pid;
    private readonly string _proc;
    private ProcessUsage _first;

    /// <param name="proc">Folder in which the system lists its processes.</param>
    /// <exception cref="CommandException">There is no such process, or it cannot be read.</exception>
    public ServerMeter(int pid, string proc = "/proc")
    {
        (_pid, _proc) = (pid, proc);
        _first = Read();
    }

    /// <summary>Starts counting.</summary>
    /// <exception cref="CommandException">The process has ended.</exception>
    public void Start() => _first = ReadSame();

    /// <summary>Returns the CPU time used since <see cref="Start"/>, and the peak memory since the process began.</summary>
    /// <exception cref="CommandException">The process has ended.</exception>
    public ServerSpending Stop()
    {
        var last = ReadSame();
        return new ServerSpending(_pid, last.User - _first.User, last.System - _first.System, last.PeakMemoryBytes);
    }

    private ProcessUsage ReadSame()
    {
        var usage = Read();
        return usage.StartedAt == _first.StartedAt ? usage : throw Gone();
    }

    private ProcessUsage Read()
    {
        if (!Directory.Exists(_proc))
        {
            throw new CommandException(
                ExitCode.Usage, $"--server-pid: this system has no {_proc}; only Linux shows what another process uses.");
        }

        var folder = Path.Combine(_proc, _pid.ToString(CultureInfo.InvariantCulture));
        try
        {
            return ProcessUsage.Parse(File.ReadAllText(Path.Combine(folder, "stat")), File.ReadAllText(Path.Combine(folder, "status")))
                ?? throw new CommandException(
                    ExitCode.Usage, $"--server-pid: process {_pid} reports no CPU time or memory: is it a kernel thread, or has it ended?");
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new CommandException(ExitCode.Usage, $"--server-pid: process {_pid} belongs to another user and cannot be read.", fault);
        }
        catch (IOException)
        {
            throw Gone();
        }
    }

    private CommandException Gone() =>
        new(ExitCode.Usage, $"--server-pid: there is no process {_pid} on this machine.");
}

/// <summary>A server's CPU time during the measurement, and its peak memory.</summary>
internal sealed record ServerSpending(int Pid, TimeSpan User, TimeSpan System, long PeakMemoryBytes);

/// <summary>The resources that a process has used since it started.</summary>
/// <param name="User">CPU time in the program.</param>
/// <param name="System">CPU time in the kernel on behalf of the program.</param>
/// <param name="PeakMemoryBytes">The largest resident size so far.</param>
/// <param name="StartedAt">Ticks since the system started, which tell the process from a later one with the same id.</param>
internal sealed record ProcessUsage(TimeSpan User, TimeSpan System, long PeakMemoryBytes, long StartedAt)
{
    /// <summary>USER_HZ: the kernel shows times to programs in hundredths of a second on every architecture that .NET runs on.</summary>
    private const int TicksPerSecond = 100;

    /// <summary>
    /// Reads /proc/PID/stat and /proc/PID/status; null if they do not have their usual form. A process that has ended shows no memory.
    /// </summary>
    public static ProcessUsage? Parse(string stat, string status)
    {
        // The second field is the program's name in parentheses, and may itself contain spaces and parentheses.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 20
            || Number(fields[11]) is not { } user
            || Number(fields[12]) is not { } system
            || Number(fields[19]) is not { } started)
        {
            return null;
        }

        var peak = status.Split('\n').FirstOrDefault(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kibibytes = peak is null ? null : Number(peak["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim());
        return kibibytes is null ? null : new ProcessUsage(Time(user), Time(system), kibibytes.Value << 10, started);
    }

    private static TimeSpan Time(long ticks) => TimeSpan.FromSeconds((double)ticks / TicksPerSecond);

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
