namespace Garam.Hosting;

/// <summary>
/// Notices the end of the program that started this one: the system then closes the pipe that it holds, even after <c>kill -9</c>. That
/// works on every system. Linux could send a signal instead (PR_SET_PDEATHSIG), but sends it already when the thread that started this
/// process ends, and threads of a pool come and go.
/// </summary>
internal static class SupervisorWatch
{
    /// <summary>Calls <paramref name="gone"/> once, on a thread of its own, which ends with the process.</summary>
    public static void Start(Func<Stream> input, Action gone)
    {
        var thread = new Thread(Watch) { IsBackground = true, Name = "supervisor watch" };
        thread.Start();

        void Watch()
        {
            WaitForEnd(input);
            gone();
        }
    }

    /// <summary>Ignores what the input holds.</summary>
    private static void WaitForEnd(Func<Stream> input)
    {
        var ignored = new byte[256];
        try
        {
            using var stream = input();
            while (stream.Read(ignored) > 0)
            {
                // The other program is still there.
            }
        }
        catch (IOException)
        {
            // A closed input has no program at its other end.
        }
    }
}
