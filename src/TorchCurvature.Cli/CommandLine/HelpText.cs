namespace TorchCurvature.Cli.CommandLine;

/// <summary>Text of a help page, in lines that are no wider than the terminal.</summary>
internal sealed class HelpText(TextWriter output, int width)
{
    private const int Indent = 2;
    private const int LabelWidth = 22;

    /// <summary>A paragraph, with an empty line behind it.</summary>
    public void Paragraph(string text)
    {
        foreach (string line in Wrapped(text, width))
        {
            output.WriteLine(line);
        }

        output.WriteLine();
    }

    /// <summary>A heading with rows of two columns; nothing where there are no rows.</summary>
    public void Rows(string heading, IEnumerable<HelpRow> rows)
    {
        HelpRow[] all = [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        output.WriteLine($"{heading}:");
        int column = Math.Min(all.Max(row => row.Label.Length), LabelWidth) + 2;
        foreach (HelpRow row in all)
        {
            string[] lines = Wrapped(row.Text, width - Indent - column);
            bool isOnOneLine = row.Label.Length + 2 <= column;
            if (!isOnOneLine)
            {
                output.WriteLine(new string(' ', Indent) + row.Label);
            }

            foreach ((int number, string line) in lines.Index())
            {
                string label = isOnOneLine && number == 0 ? row.Label : "";
                output.WriteLine((new string(' ', Indent) + label.PadRight(column) + line).TrimEnd());
            }
        }

        output.WriteLine();
    }

    /// <summary>A heading with lines that are to be copied: too wide a one goes on behind a backslash.</summary>
    public void Lines(string heading, IEnumerable<string> lines)
    {
        output.WriteLine($"{heading}:");
        foreach (string line in lines)
        {
            string[] parts = Wrapped(line, width - (2 * Indent) - 2);
            foreach ((int number, string part) in parts.Index())
            {
                string margin = new(' ', number == 0 ? Indent : 2 * Indent);
                output.WriteLine(margin + part + (number < parts.Length - 1 ? " \\" : ""));
            }
        }
    }

    private static string[] Wrapped(string text, int width)
    {
        List<string> lines = [""];
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
            if (longer.Length <= width || lines[^1].Length == 0)
            {
                lines[^1] = longer;
            }
            else
            {
                lines.Add(word);
            }
        }

        return [.. lines];
    }
}
