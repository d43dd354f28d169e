using System.Globalization;
using static TorchSharp.torch;

namespace TorchCurvature.Data.Files;

/// <summary>
/// A table of text: a line of column names, then a line for each example, all numbers with a point for their decimals. One column has the
/// targets; where it has words, each is a class, and classes are numbered in the order of their names.
/// </summary>
internal static class DelimitedFile
{
    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <param name="labelColumn">The name of the column of the targets; null for the last.</param>
    /// <param name="classNames">The names of classes that are known already; null for those in the file.</param>
    /// <exception cref="DataFormatException">It is no such table; the message says which line and column.</exception>
    public static ExampleFile Read(string path, char separator, string? labelColumn, IReadOnlyList<string>? classNames)
    {
        using IEnumerator<DelimitedLine> lines = DelimitedLine.Of(path, separator).GetEnumerator();
        string[] columns = lines.MoveNext() ? lines.Current.Fields : throw new DataFormatException($"{path} is empty.");
        RequireNames(path, columns);
        int target = TargetColumn(path, columns, labelColumn);
        List<double> inputs = [];
        List<string> targets = [];
        while (lines.MoveNext())
        {
            DelimitedLine line = lines.Current;
            if (line.Fields.Length != columns.Length)
            {
                throw new DataFormatException(
                    $"{path}, line {line.Number}: {line.Fields.Length} fields, where the line of names has {columns.Length}.");
            }

            for (int column = 0; column < columns.Length; column++)
            {
                if (column == target)
                {
                    targets.Add(line.Fields[column].Trim());
                }
                else
                {
                    inputs.Add(Number(path, line, columns[column], line.Fields[column]));
                }
            }
        }

        if (targets.Count == 0)
        {
            throw new DataFormatException($"{path} has a line of names and no example below it.");
        }

        Tensor x = tensor(inputs, float64).reshape(targets.Count, columns.Length - 1);
        string key = columns[target];
        TextTargets found = Targets(path, key, targets, classNames);
        return new ExampleFile(
            [new TensorArray("columns", path, sizeof(double), x)],
            new TensorArray(key, path, sizeof(double), found.Values),
            found.ClassNames);
    }

    private static void RequireNames(string path, string[] columns)
    {
        if (columns.All(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
        {
            throw new DataFormatException(
                $"{path} has no line of names: its first line is {string.Join(", ", columns.Take(4))}. "
                    + "Write the names of the columns above the numbers.");
        }

        if (columns.Length < 2)
        {
            string hint = columns[0].Contains(';', StringComparison.Ordinal) ? " Its fields seem to be separated by semicolons." : "";
            throw new DataFormatException(
                $"{path} has one column, '{columns[0]}'; inputs and targets need two.{hint} "
                    + "Fields of a .csv are separated by commas, those of a .tsv by tabs.");
        }
    }

    private static int TargetColumn(string path, string[] columns, string? wanted)
    {
        if (wanted is null)
        {
            return columns.Length - 1;
        }

        int[] found = [.. Enumerable.Range(0, columns.Length).Where(i => columns[i].Trim() == wanted)];
        return found.Length == 1
            ? found[0]
            : throw new DataFormatException(
                $"{path} has {(found.Length == 0 ? "no" : "more than one")} column '{wanted}'; it has {string.Join(", ", columns)}. "
                    + "Choose one with --label-column.");
    }

    private static double Number(string path, DelimitedLine line, string column, string field)
    {
        bool isNumber = double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        return isNumber && double.IsFinite(number)
            ? number
            : throw new DataFormatException(
                $"{path}, line {line.Number}, column '{column}': "
                    + $"{(string.IsNullOrWhiteSpace(field) ? "nothing" : $"'{field}'")} is not a finite number, with a point for its "
                    + "decimals. Repair it, or leave the column out.");
    }

    private static TextTargets Targets(string path, string column, List<string> fields, IReadOnlyList<string>? classNames)
    {
        if (fields.FindIndex(string.IsNullOrEmpty) is >= 0 and var empty)
        {
            throw new DataFormatException($"{path}: column '{column}' is empty for example {empty}. Give it a target, or leave it out.");
        }

        double[] numbers = new double[fields.Count];
        bool areNumbers = classNames is null
            && fields.Index().All(f => double.TryParse(f.Item, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[f.Index]));
        if (areNumbers)
        {
            bool areIntegers = fields.TrueForAll(f => long.TryParse(f, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
            using Tensor real = tensor(numbers, float64);
            return new TextTargets(real.to(areIntegers ? int64 : float64), null);
        }

        string[] names = classNames?.ToArray() ?? [.. fields.Distinct().Order(StringComparer.Ordinal)];
        var places = names.Index().ToDictionary(n => n.Item, n => (long)n.Index);
        long[] labels = [.. fields.Select((field, i) => places.TryGetValue(field, out long label)
            ? label
            : throw new DataFormatException(
                $"{path}: the class of example {i} is '{field}', and the training data have {string.Join(", ", names.Take(10))}."))];
        return new TextTargets(tensor(labels, int64), names);
    }
}
