using System.Diagnostics;
using System.Globalization;

namespace TorchCurvature.Faults.Programs;

/// <summary>A run of the program <c>curvature</c> beside this one, in a folder of its own.</summary>
internal sealed class CurvatureProcess : IDisposable
{
    // However busy the machine is.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    /// <summary>Starts it.</summary>
    /// <param name="folder">Where it works.</param>
    /// <param name="launcher">What starts it, as a launcher of several processes; nothing for itself.</param>
    /// <param name="arguments">Its command line.</param>
    public CurvatureProcess(string folder, IReadOnlyList<string> launcher, IReadOnlyList<string> arguments)
    {
        // A harness that runs in the background passes on that it ignores these.
        string[] words =
        [
            "--default-signal=HUP,INT,TERM", .. launcher, Path.Combine(AppContext.BaseDirectory, "curvature"), .. arguments,
        ];
        _process = Process.Start(
            new ProcessStartInfo("env", words) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public int ExitCode => _process.ExitCode;

    /// <summary>What it wrote to standard output; to be asked for once it has ended.</summary>
    public string Output => _output.Result;

    /// <summary>The memory that the system counted at its peak so far; 0 once it has ended.</summary>
    public double PeakBytes
    {
        get
        {
            try
            {
                string? line = File.ReadLines($"/proc/{_process.Id}/status")
                    .FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                string? kibibytes = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
                return kibibytes is null ? 0 : 1024 * double.Parse(kibibytes, CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    /// <summary>What it wrote to standard error; to be asked for once it has ended.</summary>
    public string Error => _error.Result.Trim();

    /// <summary>Waits for its end, but no longer than a time.</summary>
    public bool WaitFor(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>Waits for its end.</summary>
    /// <returns>Whether it came; otherwise the process is killed.</returns>
    public bool WaitForEnd()
    {
        bool hasEnded = _process.WaitForExit(s_patience);
        if (!hasEnded)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _output.Wait();
        return hasEnded;
    }

    /// <summary>Sends a signal.</summary>
    /// <param name="signal">Its name, as <c>TERM</c>.</param>
    public void Send(string signal)
    {
        string id = _process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start(new ProcessStartInfo("sh", ["-c", $"kill -{signal} {id} 2> /dev/null"]))!;
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
