using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace TorchCurvature.Tests.Samples;

/// <summary>A program of the folder samples, run in this process.</summary>
internal static partial class SampleProgram
{
    /// <summary>Runs it.</summary>
    /// <param name="name">Its folder in samples.</param>
    /// <param name="arguments">Its command line.</param>
    /// <returns>The lines that it printed.</returns>
    public static string[] Run(string name, params string[] arguments)
    {
        MethodInfo main = Assembly.Load($"TorchCurvature.Samples.{name}").EntryPoint!;
        return Printed(() => main.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [arguments], CultureInfo.InvariantCulture));
    }

    /// <summary>The lines that something prints.</summary>
    public static string[] Printed(Action run)
    {
        TextWriter before = Console.Out;
        using StringWriter writer = new();
        Console.SetOut(writer);
        try
        {
            run();
        }
        finally
        {
            Console.SetOut(before);
        }

        return writer.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }

    /// <summary>The numbers in a line.</summary>
    public static double[] Numbers(string line) =>
        [.. Number().Matches(line).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?\d+(\.\d+)?([eE][-+]?\d+)?")]
    private static partial Regex Number();
}
