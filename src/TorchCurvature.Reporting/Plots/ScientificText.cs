using System.Globalization;

namespace TorchCurvature.Reporting.Plots;

/// <summary>Numbers as a paper prints them: 4.1×10⁻⁴.</summary>
internal static class ScientificText
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>A number with two decimals and a power of ten.</summary>
    internal static string Of(double number)
    {
        if (number == 0)
        {
            return "0";
        }

        string[] parts = number.ToString("0.00e+0", CultureInfo.InvariantCulture).Split('e');
        int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return Minus(parts[0]) + (exponent == 0 ? "" : "×" + PowerOfTen(exponent));
    }

    /// <summary>10ⁿ.</summary>
    internal static string PowerOfTen(int exponent) =>
        "10" + string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : Superscripts[c - '0']));

    /// <summary>A number with as many digits as it needs, up to six.</summary>
    internal static string Plain(double number) => Minus(number.ToString("G6", CultureInfo.InvariantCulture));

    private static string Minus(string text) => text.Replace('-', '−');
}
