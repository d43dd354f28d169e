using System.Globalization;

namespace TorchCurvature.Report.Content;

/// <summary>Numbers as people read them. The number itself, with all its digits, stands beside each in the page.</summary>
internal static class Digits
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>Four digits: plain where that is short, with a power of ten elsewhere.</summary>
    public static string Of(double value) => Of(value, 4);

    /// <summary>Two digits, for errors.</summary>
    public static string Error(double value) => Of(value, 2);

    /// <summary>A whole number with commas between thousands.</summary>
    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    /// <summary>10 to a power.</summary>
    private static string Power(int exponent)
    {
        string digits = string.Concat(Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).Select(digit => Superscripts[digit - '0']));
        return $"10{(exponent < 0 ? "⁻" : "")}{digits}";
    }

    private static string Of(double value, int digits)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "not known" : value > 0 ? "∞" : "−∞";
        }

        if (value == 0)
        {
            return "0";
        }

        string[] parts = Math.Abs(value).ToString("E" + (digits - 1), CultureInfo.InvariantCulture).Split('E');
        int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        string sign = value < 0 ? "−" : "";
        if (exponent is >= -3 and < 5)
        {
            bool isWhole = value == Math.Round(value);
            string format = isWhole ? "N0" : "N" + Math.Max(0, digits - 1 - exponent);
            return sign + Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
        }

        return $"{sign}{parts[0]} × {Power(exponent)}";
    }
}
