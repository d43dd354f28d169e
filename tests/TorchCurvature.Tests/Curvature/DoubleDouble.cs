namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// A number of about 32 digits as the unevaluated sum of two (Dekker 1971; Hida, Li, Bailey 2001): what rounding in double
/// precision is measured against.
/// </summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    private const int Halvings = 12;
    private const int Terms = 14;

    // ln 2 to 32 digits.
    private static readonly DoubleDouble _ln2 = new(0.693147180559945309417232121458, 2.319046813846299558417771e-17);

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble high = Sum(a.High, b.High);
        DoubleDouble low = Sum(a.Low, b.Low);
        DoubleDouble once = Normalized(high.High, high.Low + low.High);
        return Normalized(once.High, once.Low + low.Low);
    }

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double product = a.High * b.High;
        double error = Math.FusedMultiplyAdd(a.High, b.High, -product);
        return Normalized(product, error + ((a.High * b.Low) + (a.Low * b.High)));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble quotient = a.High / b.High;
        quotient += (a - (quotient * b)).High / b.High;
        return quotient + ((a - (quotient * b)).High / b.High);
    }

    public static DoubleDouble Exp(DoubleDouble x)
    {
        double twos = Math.Round(x.High / _ln2.High);
        DoubleDouble r = x - (twos * _ln2);
        double scale = Math.ScaleB(1, -Halvings);
        r = new DoubleDouble(r.High * scale, r.Low * scale);
        DoubleDouble term = 1;
        DoubleDouble sum = 0; // of e^r − 1, which keeps its digits through the squarings
        for (int k = 1; k <= Terms; k++)
        {
            term = term * r / k;
            sum += term;
        }

        for (int k = 0; k < Halvings; k++)
        {
            sum = (2 * sum) + (sum * sum);
        }

        DoubleDouble result = sum + 1;
        return new DoubleDouble(Math.ScaleB(result.High, (int)twos), Math.ScaleB(result.Low, (int)twos));
    }

    public static DoubleDouble Tanh(DoubleDouble x)
    {
        DoubleDouble square = Exp(2 * x);
        return (square - 1) / (square + 1);
    }

    private static DoubleDouble Sum(double a, double b)
    {
        double sum = a + b;
        double shareOfB = sum - a;
        return new DoubleDouble(sum, (a - (sum - shareOfB)) + (b - shareOfB));
    }

    private static DoubleDouble Normalized(double high, double low)
    {
        double sum = high + low;
        return new DoubleDouble(sum, low - (sum - high));
    }
}
