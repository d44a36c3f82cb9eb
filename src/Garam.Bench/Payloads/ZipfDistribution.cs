namespace Garam.Bench.Payloads;

/// <summary>
/// Draws numbers from 1 to a count, the k-th in proportion to k to the power of -skew: a few keys take most of the load. Uses
/// rejection-inversion (Hörmann and Derflinger, 1996), so that neither memory nor time grows with the count. Immutable.
/// </summary>
internal sealed class ZipfDistribution
{
    private readonly long _count;
    private readonly double _skew;
    private readonly double _integralFirst;
    private readonly double _integralLast;
    private readonly double _shortcut;

    public ZipfDistribution(long count, double skew)
    {
        (_count, _skew) = (count, skew);
        _integralFirst = Integral(1.5) - 1;
        _integralLast = Integral(count + 0.5);
        _shortcut = 2 - InverseIntegral(Integral(2.5) - Density(2));
    }

    public long Next(Random random)
    {
        while (true)
        {
            var area = _integralLast + (random.NextDouble() * (_integralFirst - _integralLast));
            var point = InverseIntegral(area);
            var number = Math.Clamp((long)(point + 0.5), 1, _count);
            if (number - point <= _shortcut || area >= Integral(number + 0.5) - Density(number))
            {
                return number;
            }
        }
    }

    private double Density(double x) => Math.Exp(-_skew * Math.Log(x));

    /// <summary>The integral of the density from 1 to x, written so that a skew of 1 is not a special case.</summary>
    private double Integral(double x)
    {
        var logarithm = Math.Log(x);
        return GrowthShare((1 - _skew) * logarithm) * logarithm;
    }

    private double InverseIntegral(double area)
    {
        var scaled = Math.Max(-1, area * (1 - _skew));
        return Math.Exp(LogarithmShare(scaled) * area);
    }

    /// <summary>(e^x - 1) / x.</summary>
    private static double GrowthShare(double x) => Math.Abs(x) > 1e-8 ? (Math.Exp(x) - 1) / x : 1 + (x / 2);

    /// <summary>log(1 + x) / x.</summary>
    private static double LogarithmShare(double x) => Math.Abs(x) > 1e-8 ? Math.Log(1 + x) / x : 1 - (x / 2);
}
