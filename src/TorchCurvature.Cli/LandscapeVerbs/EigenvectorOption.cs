using System.CommandLine;
using System.Globalization;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The option <c>--eigenvectors</c>: two places in the spectrum, from above or, with a minus sign, from below.</summary>
internal static class EigenvectorOption
{
    private const string Name = "--eigenvectors";

    public static Option<string?> Create()
    {
        var option = new Option<string?>(Name)
        {
            Description = "Look around A along two eigenvectors of the Hessian: 1 of the largest eigenvalue, -1 of the smallest.",
            HelpName = "n,n",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(Read(text) is [not 0 and var first, not 0 and var second] && first != second))
            {
                result.AddError(
                    $"{Name} '{text}' must be two different whole numbers with a comma between them, counted from the largest eigenvalue, "
                        + "like 1,2, or with a minus sign from the smallest, like 1,-1.");
            }
        });
        return option;
    }

    /// <summary>The numbers of a text, 0 for what is none.</summary>
    public static int[] Read(string text) => [.. text.Split(',').Select(Number)];

    private static int Number(string part) =>
        int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number != int.MinValue
            ? number
            : 0;
}
