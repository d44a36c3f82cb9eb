namespace Garam.TidyTests.Usage;

/// <summary>A small program, with an example of everything that the rules tell apart.</summary>
internal static class Sample
{
    public static readonly string[] Unused =
    [
        "IPort::NeverCalled", "Never", "Used::_written", "Used::Forgotten", "Used::.ctor", "Used::WrittenOnly", "Pair::Second",
        "OnlyInACircle", "OnlyInTheCircle",
    ];

    internal interface IPort
    {
        void Called();

        void NeverCalled();
    }

    internal static class Entry
    {
        public static async Task<int> Run(int[] numbers)
        {
            IPort port = new Used { WrittenOnly = 3 };
            port.Called();
            await Task.Yield();
            var set = new Generic<Pair>();
            set.Add(new Pair(numbers.Length, 2));
            return set.Items.Sum(static pair => pair.First) + Operators.Sum(new Number(1), new Number(2)).Value;
        }
    }

    internal static class Test
    {
        public static void Run() => Used.ForTests();
    }

    internal sealed class Used : IPort, IDisposable
    {
        private int _written;

        public Used()
        {
        }

        public Used(int written) => _written = written;

        public int WrittenOnly { get; init; }

        public static void ForTests()
        {
        }

        public static void Forgotten()
        {
        }

        public void Called() => _written = 1;

        public void NeverCalled()
        {
        }

        public void Dispose()
        {
        }

        public override string ToString() => "";
    }

    internal sealed record Pair(int First, int Second);

    internal sealed class Never;

    internal static class OnlyInACircle
    {
        public static void Call() => OnlyInTheCircle.Call();
    }

    internal static class OnlyInTheCircle
    {
        public static void Call() => OnlyInACircle.Call();
    }

    internal sealed class Generic<T>
    {
        public List<T> Items { get; } = [];

        public void Add(T item) => Items.Add(item);
    }

    internal interface INumber<TSelf>
        where TSelf : INumber<TSelf>
    {
        static abstract TSelf operator +(TSelf left, TSelf right);
    }

    internal readonly record struct Number(int Value) : INumber<Number>
    {
        public static Number operator +(Number left, Number right) => new(left.Value + right.Value);
    }

    internal static class Operators
    {
        public static T Sum<T>(T left, T right)
            where T : INumber<T> => left + right;
    }
}
