using System.Text.RegularExpressions;

namespace TorchCurvature.Data.Files;

/// <summary>What a file, a few files or a folder hold: the inputs and the targets of examples.</summary>
/// <param name="Inputs">In the order of the model's arguments.</param>
/// <param name="Targets">One row for each example.</param>
/// <param name="ClassNames">What the labels are called, where the file has names for them.</param>
internal sealed partial record ExampleFile(IReadOnlyList<FileArray> Inputs, FileArray Targets, IReadOnlyList<string>? ClassNames = null)
{
    private const string HowToSave = "Save them as numpy.savez('data.npz', x=inputs, y=targets)";

    /// <summary>The inputs and targets among arrays: x, or x0, x1, … in this order, and y.</summary>
    /// <param name="path">What messages call the file.</param>
    /// <param name="arrays">All arrays that there are.</param>
    /// <exception cref="DataFormatException">One of them is missing; the message says what there is.</exception>
    public static ExampleFile Of(string path, IReadOnlyList<FileArray> arrays)
    {
        FileArray? targets = arrays.FirstOrDefault(a => a.Key == "y");
        FileArray? only = arrays.FirstOrDefault(a => a.Key == "x");
        FileArray[] several = [.. Enumerable.Range(0, arrays.Count)
            .Select(i => arrays.FirstOrDefault(a => a.Key == $"x{i}"))
            .TakeWhile(a => a is not null)
            .Select(a => a!)];
        string found = arrays.Count == 0 ? "no array" : string.Join(", ", arrays);
        if (only is null && several.Length == 0)
        {
            throw new DataFormatException($"{path} has no array x, or x0, x1, …, for the inputs; it has {found}. {HowToSave}.");
        }

        if (targets is null)
        {
            throw new DataFormatException($"{path} has no array y for the targets; it has {found}. {HowToSave}.");
        }

        if (only is not null && several.Length > 0)
        {
            throw new DataFormatException($"{path} has x and x0, and only one of them can be the first input; it has {found}.");
        }

        if (arrays.FirstOrDefault(a => InputName().IsMatch(a.Key) && !several.Contains(a)) is { } afterGap)
        {
            throw new DataFormatException(
                $"{path} has {afterGap.Key} and no x{several.Length}: inputs are numbered x0, x1, … without a gap; it has {found}.");
        }

        return new ExampleFile(only is null ? several : [only], targets).Checked(path);
    }

    /// <summary>Refuses examples that do not belong together.</summary>
    /// <param name="path">What messages call the file.</param>
    public ExampleFile Checked(string path)
    {
        if (Inputs.Append(Targets).FirstOrDefault(array => array.Shape.Count == 0) is { } single)
        {
            throw new DataFormatException($"{path}: {single.Key} is a single number; it needs one row for every example, [N, …].");
        }

        foreach (FileArray array in Inputs.Append(Targets))
        {
            if (array.Length == 0)
            {
                throw new DataFormatException($"{path}: {array} holds nothing; at least one example is needed.");
            }

            if (array.Count != Targets.Count)
            {
                throw new DataFormatException(
                    $"{path}: {array} has {array.Count} examples, and {Targets} has {Targets.Count}. Save as many of both.");
            }
        }

        return this;
    }

    [GeneratedRegex(@"^x\d+$")]
    private static partial Regex InputName();
}
