using System.Runtime.InteropServices;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Mpi;

/// <summary>
/// The processes that one launcher started, as MPI's world has them. All of them make the same calls in the same order, but for
/// <see cref="Send"/> and <see cref="Receive"/>; one thread at a time.
/// </summary>
internal sealed class Communicator : IDisposable
{
    private const int Serialized = 2;
    private const int MostBytes = 1 << 30;
    private static readonly TimeSpan s_spinning = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_nap = TimeSpan.FromMilliseconds(0.5);

    private readonly MpiLibrary _library;
    private readonly Lock _one = new();
    private bool _isOver;

    private Communicator(MpiLibrary library)
    {
        _library = library;
        (Rank, Size) = (library.Rank(), library.Size());
    }

    /// <summary>This process's number, from 0.</summary>
    public int Rank { get; }

    /// <summary>The number of processes.</summary>
    public int Size { get; }

    /// <summary>The number of machines that they are on.</summary>
    public int MachineCount { get; private set; }

    /// <summary>The number of processes on this machine, which share its memory and its processors.</summary>
    public int LocalSize { get; private set; }

    /// <summary>What the library says it is.</summary>
    public string Library => _library.Version;

    /// <summary>The world as libraries in Fortran take it.</summary>
    public int FortranHandle => _library.WorldOfFortran();

    /// <summary>Meets the other processes of a launcher.</summary>
    /// <param name="launcher">What started them.</param>
    /// <exception cref="MpiException">There is no library of the launcher's family, or it finds other processes than the launcher started:
    /// then each of them would be alone and do the whole work.</exception>
    public static Communicator Meet(MpiLauncher launcher)
    {
        // Over UCX, the library takes the signal that .NET makes a NullReferenceException of, and ends the process. It reads this
        // when it is loaded.
        NativeRuntime.SetVariable("UCX_ERROR_SIGNALS", "", overwrite: 1);
        NativeRuntime.SetVariable("UCX_WARN_UNUSED_ENV_VARS", "n", overwrite: 0);
        MpiLibrary library = MpiLibrary.Load(launcher.Family, launcher.Name);
        int threads = library.Initialize(Serialized);
        var world = new Communicator(library);
        if (world.Size != launcher.Size)
        {
            string found = $"{launcher.Name} started {launcher.Size} processes, and {world.Library} finds {world.Size}";
            world._isOver = true; // ends without the others, who may not be there
            throw new MpiException(
                $"{found}: launcher and library belong to different families. Start with the launcher of the library, or name the "
                    + $"launcher's library by {MpiLibrary.Variable}=FILE.");
        }

        if (threads < Serialized)
        {
            throw new MpiException($"{world.Library} may be called from one thread only, and .NET moves between threads.");
        }

        world.CountMachines();
        return world;
    }

    /// <summary>Σ over all processes, in place and the same on all.</summary>
    /// <param name="numbers">float32 or float64, contiguous, on the CPU.</param>
    public unsafe void Sum(Tensor numbers)
    {
        nint type = numbers.dtype switch
        {
            ScalarType.Float64 => _library.Handles.Double,
            ScalarType.Float32 => _library.Handles.Float,
            _ => throw new ArgumentException(
                $"Sums over processes are of float32 or float64, and this is {numbers.dtype}.", nameof(numbers)),
        };
        int size = (int)numbers.ElementSize;
        InPieces(numbers, (bytes, count) => _library.Sum(bytes, count / size, type));
    }

    /// <summary>Σ over all processes of each number, in place and the same on all.</summary>
    public unsafe void Sum(Span<double> numbers)
    {
        lock (_one)
        {
            fixed (double* first = numbers)
            {
                _library.Sum(first, numbers.Length, _library.Handles.Double);
            }
        }
    }

    /// <summary>The numbers of all processes one after the other, on all of them.</summary>
    public double[] Gather(IReadOnlyList<double> own)
    {
        double[] counts = new double[Size];
        counts[Rank] = own.Count;
        Sum(counts);
        double[] all = new double[(long)counts.Sum()];
        int start = (int)counts.Take(Rank).Sum();
        for (int i = 0; i < own.Count; i++)
        {
            all[start + i] = own[i];
        }

        Sum(all); // each place has one number and zeros
        return all;
    }

    /// <summary>Gives all processes what rank 0 has in a tensor.</summary>
    /// <param name="numbers">Contiguous, on the CPU, of one shape and dtype on all.</param>
    public unsafe void Broadcast(Tensor numbers) => InPieces(numbers, (bytes, count) => _library.Broadcast(bytes, count));

    /// <summary>Gives all processes the bytes of rank 0.</summary>
    public unsafe void Broadcast(Span<byte> bytes)
    {
        lock (_one)
        {
            fixed (byte* first = bytes)
            {
                _library.Broadcast(first, bytes.Length);
            }
        }
    }

    /// <summary>
    /// A number that rank 0 has, for as long as it takes: who waits sleeps, because rank 0 may have hours of work of its own.
    /// </summary>
    public unsafe long BroadcastPatiently(long number)
    {
        long* value = stackalloc long[1];
        *value = number;
        nint request;
        lock (_one)
        {
            request = _library.StartBroadcast(value, sizeof(long));
        }

        long start = Environment.TickCount64;
        while (!IsDone(ref request))
        {
            if (Environment.TickCount64 - start > s_spinning.TotalMilliseconds)
            {
                Thread.Sleep(s_nap);
            }
        }

        return *value;
    }

    /// <summary>Sends a tensor to one process, which receives it.</summary>
    /// <param name="numbers">Contiguous, on the CPU.</param>
    /// <param name="rank">The process.</param>
    public unsafe void Send(Tensor numbers, int rank) => InPieces(numbers, (bytes, count) => _library.Send(bytes, count, rank));

    /// <summary>Receives what one process sends, into a tensor of the same shape and dtype.</summary>
    /// <param name="numbers">Contiguous, on the CPU.</param>
    /// <param name="rank">The process.</param>
    public unsafe void Receive(Tensor numbers, int rank) => InPieces(numbers, (bytes, count) => _library.Receive(bytes, count, rank));

    /// <summary>
    /// Ends all processes with an exit code, wherever they are. A process that failed and left in good order would leave the others waiting
    /// for ever.
    /// </summary>
    public void Abort(int code)
    {
        _isOver = true;
        Console.Out.Flush();
        Console.Error.Flush();
        _library.Abort(code);
    }

    /// <summary>Leaves in good order; the others do so at the same time.</summary>
    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            _library.Finish();
        }
    }

    private bool IsDone(ref nint request)
    {
        lock (_one)
        {
            return _library.IsDone(ref request);
        }
    }

    private unsafe delegate void Transfer(byte* bytes, int count);

    // Counts are 32-bit numbers before MPI 4.
    private unsafe void InPieces(Tensor numbers, Transfer transfer)
    {
        if (numbers.device_type != DeviceType.CPU || !numbers.is_contiguous())
        {
            throw new ArgumentException("MPI takes contiguous tensors on the CPU.", nameof(numbers));
        }

        using Tensor flat = numbers.detach().view(-1);
        int size = (int)numbers.ElementSize;
        long most = MostBytes / size;
        for (long first = 0; first < flat.shape[0]; first += most)
        {
            int count = (int)Math.Min(most, flat.shape[0] - first);
            using Tensor piece = flat.narrow(0, first, count);
            lock (_one)
            {
                fixed (byte* bytes = &MemoryMarshal.GetReference(piece.bytes))
                {
                    transfer(bytes, count * size);
                }
            }
        }
    }

    private void CountMachines()
    {
        double own = NumberOf(Environment.MachineName);
        double[] all = Gather([own]);
        (MachineCount, LocalSize) = (all.Distinct().Count(), all.Count(number => number == own));
    }

    // A whole number that a double holds, the same for a name in all processes.
    private static double NumberOf(string name) => SeedStream.Derive(0, name);
}
