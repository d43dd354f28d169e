using System.Runtime.InteropServices;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>
/// Ctrl-C, SIGTERM and the SIGHUP of a terminal that is closed: the first one cancels and says so at once, because a step such as an
/// eigensolve is not left before its end; the second one ends the process.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>The signals that ask a run to end.</summary>
    public static IReadOnlyList<PosixSignal> Signals { get; } = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];

    private readonly CancellationTokenSource _source = new();
    private readonly Action<string> _say;
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="say">Shows a line to the user; called on a thread of its own.</param>
    public Interruption(Action<string> say)
    {
        _say = say;
        _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, Receive))];
    }

    public CancellationToken Token => _source.Token;

    public void Receive(PosixSignalContext signal)
    {
        if (_source.IsCancellationRequested)
        {
            return; // not cancelled: the system's own answer to the signal ends the process
        }

        signal.Cancel = true;
        _say("Stopping after the present step, and keeping the results so far. A second signal (Ctrl-C) stops at once.");
        _source.Cancel();
    }

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _source.Dispose();
    }
}
