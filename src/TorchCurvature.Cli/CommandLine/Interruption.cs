using System.Runtime.InteropServices;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>
/// Ctrl-C and SIGTERM: the first one cancels and says so at once, because a step such as an eigensolve is not left before its end;
/// the second one ends the process.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Action<string> _say;
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="say">Shows a line to the user; called on a thread of its own.</param>
    public Interruption(Action<string> say)
    {
        _say = say;
        _registrations =
            [PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive), PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive)];
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
