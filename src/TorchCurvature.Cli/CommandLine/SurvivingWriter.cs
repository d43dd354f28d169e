using System.Text;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>
/// A standard stream that may be closed, or a file on a full disk: what cannot be written is lost, and the run whose results go to files
/// is not.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="tell">Told why, once; null for nobody.</param>
internal sealed class SurvivingWriter(TextWriter stream, Action<string>? tell = null) : TextWriter
{
    private static SurvivingWriter? s_output;

    public override Encoding Encoding => stream.Encoding;

    /// <summary>Whether something was lost of what this process wrote to its standard output.</summary>
    public static bool HasLostOutput => s_output?._isLost == true;

    private volatile bool _isLost;

    /// <summary>Puts one in the place of both streams of this process.</summary>
    public static void TakeOver()
    {
        Console.SetError(new SurvivingWriter(Console.Error));
        s_output = new SurvivingWriter(
            Console.Out,
            reason => Console.Error.WriteLine(
                $"Standard output cannot be written: {reason.TrimEnd('.')}. What a run writes into files is not concerned."));
        Console.SetOut(s_output);
    }

    public override void Write(char value) => Try(() => stream.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => stream.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => stream.Write(value));

    public override void Flush() => Try(stream.Flush);

    private void Try(Action write)
    {
        if (_isLost)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _isLost = true;
            tell?.Invoke(e.Message);
        }
    }
}
