using System.CommandLine;
using System.Globalization;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Settings;

namespace TorchCurvature.Cli.TheoryVerb;

/// <summary>Options that the commands under <c>theory</c> have in common.</summary>
internal static class TheoryOptions
{
    private const double LeastGamma = 1e-4;
    private const double MostGamma = 1e4;
    private const double Least = 1e-30;
    private const double Most = 1e30;

    // The time of a law grows with their square.
    private const int MostAtoms = 1000;

    public static Option<double> Gamma() =>
        Numbers.Option("--gamma", $"γ = P/N, dimensions over samples, from {LeastGamma} to {MostGamma}.", 0.5, LeastGamma, most: MostGamma);

    public static Option<double> Scale() => Positive("--scale", "σ², the variance of the data.", 1);

    public static Option<double> Positive(string name, string description, double otherwise) =>
        Numbers.Option(name, description, otherwise, Least, most: Most);

    /// <summary>Positive numbers with commas between them.</summary>
    public static Option<string> Spikes()
    {
        var option = new Option<string>("--spikes")
        {
            Description = "Single eigenvalues of the population beside its bulk, with commas.",
            HelpName = "n,…",
            DefaultValueFactory = _ => "6,8"
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !TryReadNumbers(text, ',', out _))
            {
                result.AddError($"--spikes '{text}' must be positive numbers with commas between them, like 6,8.");
            }
        });
        return option;
    }

    /// <summary>Atoms VALUE:WEIGHT with commas between them.</summary>
    public static Option<string> Population()
    {
        var option = new Option<string>("--population")
        {
            Description = "The bulk of the population's eigenvalues: value:share, with commas; the shares sum to 1.",
            HelpName = "value:share,…",
            DefaultValueFactory = _ => "1:0.9,4:0.1",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [{ Value: var text }])
            {
                return;
            }

            try
            {
                ReadPopulation(text);
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                result.AddError($"--population '{text}': {PlainMessage.Of(e)}");
            }
        });
        return option;
    }

    /// <summary>The numbers of <see cref="Spikes"/>.</summary>
    public static double[] ReadSpikes(string text) =>
        TryReadNumbers(text, ',', out double[] spikes) ? spikes : throw new FormatException($"'{text}' is not a list of numbers.");

    /// <summary>The population of <see cref="Population"/>.</summary>
    public static RandomMatrix.PopulationSpectrum ReadPopulation(string text) =>
        new(Parts(text).Select(part => TryReadNumbers(part, ':', out double[] numbers) && numbers is [var value, var weight]
            ? new RandomMatrix.PopulationAtom(value, weight)
            : throw new FormatException("it must be positive numbers value:share with commas between them, like 1:0.9,4:0.1.")));

    private static string[] Parts(string text) => text.Split(',') is { Length: <= MostAtoms } parts
        ? parts
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"it may have {MostAtoms:N0} atoms at most."));

    private static bool TryReadNumbers(string text, char separator, out double[] numbers)
    {
        numbers = [.. text.Split(separator).Select(part =>
            double.TryParse(
                part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && number is >= Least and <= Most ? number : 0)];
        return !numbers.Contains(0);
    }
}
