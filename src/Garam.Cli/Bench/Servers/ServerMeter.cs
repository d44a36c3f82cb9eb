using System.Globalization;
using Garam.Cli.Terminal;

namespace Garam.Cli.Bench.Servers;

/// <summary>What one server process uses between two moments. One thread.</summary>
internal sealed class ServerMeter
{
    private readonly int _pid;
    private readonly string _proc;
    private ProcessUsage _first;

    /// <param name="pid">Of the server.</param>
    /// <param name="proc">Where the system shows its processes.</param>
    /// <exception cref="CommandException">There is no such process, or it cannot be looked at.</exception>
    public ServerMeter(int pid, string proc = "/proc")
    {
        (_pid, _proc) = (pid, proc);
        _first = Read();
    }

    /// <summary>Counts from now on.</summary>
    /// <exception cref="CommandException">The process has ended.</exception>
    public void Start() => _first = ReadSame();

    /// <summary>What was used since <see cref="Start"/>; the memory is the most since the process began.</summary>
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
            throw new CommandException(ExitCode.Usage, $"--server-pid: this system has no {_proc}; only Linux shows what another process uses.");
        }

        var folder = Path.Combine(_proc, _pid.ToString(CultureInfo.InvariantCulture));
        try
        {
            return ProcessUsage.Parse(File.ReadAllText(Path.Combine(folder, "stat")), File.ReadAllText(Path.Combine(folder, "status")))
                ?? throw new CommandException(ExitCode.Usage, $"--server-pid: process {_pid} shows no CPU time and memory: is it a thread of the kernel, or has it ended?");
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new CommandException(ExitCode.Usage, $"--server-pid: process {_pid} belongs to somebody else and cannot be looked at.", fault);
        }
        catch (IOException)
        {
            throw Gone();
        }
    }

    private CommandException Gone() =>
        new(ExitCode.Usage, $"--server-pid: there is no process {_pid} here. It has to run on this machine.");
}
