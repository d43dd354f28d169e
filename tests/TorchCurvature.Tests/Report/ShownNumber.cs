using System.Globalization;

namespace TorchCurvature.Tests.Report;

/// <summary>A number of a page: what one reads, and all its digits.</summary>
internal sealed record ShownNumber(string Text, string Digits)
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>Fails where the digits are not those of a file, or where what one reads is another number.</summary>
    public void AssertIs(string digits)
    {
        Assert.Equal(digits, Digits);
        double exact = double.Parse(digits, CultureInfo.InvariantCulture);
        Assert.InRange(Math.Abs(Read() - exact), 0, 5.01e-4 * Math.Abs(exact)); // four digits
    }

    // "−1.234 × 10⁻⁵", or "1,234".
    private double Read()
    {
        string[] parts = Text.Replace('−', '-').Replace(",", "", StringComparison.Ordinal).Split(" × 10");
        string exponent = string.Concat((parts.Length > 1 ? parts[1] : "⁰").Select(
            sign => sign == '⁻' ? "-" : Superscripts.IndexOf(sign, StringComparison.Ordinal).ToString(CultureInfo.InvariantCulture)));
        return double.Parse($"{parts[0]}e{exponent}", CultureInfo.InvariantCulture);
    }
}
