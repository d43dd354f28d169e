using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace TorchCurvature.Studies;

/// <summary>The order of names in which digits are numbers: step-2 before step-10.</summary>
internal sealed partial class NaturalOrder : IComparer<string>
{
    public int Compare(string? x, string? y)
    {
        string[] mine = Parts(x), its = Parts(y);
        int byParts = mine.Zip(its, CompareParts).FirstOrDefault(order => order != 0);
        int byLength = mine.Length.CompareTo(its.Length);
        return byParts != 0 ? byParts : byLength != 0 ? byLength : string.CompareOrdinal(x, y);
    }

    private static int CompareParts(string x, string y) => char.IsAsciiDigit(x[0]) && char.IsAsciiDigit(y[0])
        ? BigInteger.Parse(x, CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(y, CultureInfo.InvariantCulture))
        : string.CompareOrdinal(x, y);

    private static string[] Parts(string? name) => [.. DigitsOrOthers().Matches(name ?? "").Select(part => part.Value)];

    [GeneratedRegex("[0-9]+|[^0-9]+")]
    private static partial Regex DigitsOrOthers();
}
