using System.Globalization;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>Numbers as the tables in the terminal show them. Files have all digits; these are for the eye.</summary>
internal static class Show
{
    /// <summary>What was measured, in four digits: losses, norms, eigenvalues.</summary>
    public static string Number(double value) => Text(value, "0.000e+0");

    /// <summary>The same in three digits, where a line holds many.</summary>
    public static string Brief(double value) => Text(value, "0.00e+0");

    /// <summary>The same in five digits, where small differences are what is looked at.</summary>
    public static string Precise(double value) => Text(value, "0.0000e+0");

    /// <summary>What follows from a formula, in six digits and without a power of ten where it can be.</summary>
    public static string Theoretical(double value) => Text(value, "G6");

    /// <summary>An error or another number of which only the size matters.</summary>
    public static string Error(double value) => Text(value, "0.0e+0");

    /// <summary>What was measured with its error.</summary>
    public static string Measured(double value, double error) => $"{Number(value)} ± {Error(error)}";

    /// <summary>The same with five digits.</summary>
    public static string PreciselyMeasured(double value, double error) => $"{Precise(value)} ± {Error(error)}";

    /// <summary>A number from 0 to 1, such as an overlap.</summary>
    public static string Ratio(double value) => Text(value, "0.000");

    /// <summary>A share in percent; nothing where it is not known.</summary>
    public static string Percent(double? share) => share is { } value ? Text(value, "0.0 %") : "";

    /// <summary>A place in a picture.</summary>
    public static string Place(double value) => Text(value, "0.###");

    /// <summary>A whole number with commas between thousands.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A duration.</summary>
    public static string Time(double seconds) => Text(seconds, "0.00") + " s";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
