using System.Runtime.InteropServices;
using System.Text;

namespace TorchCurvature.Mpi;

/// <summary>
/// The functions of an MPI library that are needed here, found by their names when a launcher has started several processes: no compiler,
/// no package, and nothing to install for who has one machine.
/// </summary>
/// <remarks>
/// The library stays loaded until the process ends. Counts are 32-bit numbers before MPI 4; who calls these functions sends in pieces.
/// </remarks>
internal sealed unsafe class MpiLibrary
{
    /// <summary>The environment variable that names another library than those that are looked for.</summary>
    public const string Variable = "TORCHCURVATURE_MPI";

    private const string StandardName = "libmpi_abi.so.0";
    private const int MostText = 8192;

    private readonly nint _library;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, int, int*, int> _initThread;
    private readonly delegate* unmanaged[Cdecl]<nint, int*, int> _rank;
    private readonly delegate* unmanaged[Cdecl]<nint, int*, int> _size;
    private readonly delegate* unmanaged[Cdecl]<nint, void*, int, nint, nint, nint, int> _allreduce;
    private readonly delegate* unmanaged[Cdecl]<void*, int, nint, int, nint, int> _broadcast;
    private readonly delegate* unmanaged[Cdecl]<void*, int, nint, int, nint, nint*, int> _startBroadcast;
    private readonly delegate* unmanaged[Cdecl]<nint*, int*, void*, int> _test;
    private readonly delegate* unmanaged[Cdecl]<void*, int, nint, int, int, nint, int> _send;
    private readonly delegate* unmanaged[Cdecl]<void*, int, nint, int, int, nint, void*, int> _receive;
    private readonly delegate* unmanaged[Cdecl]<int, byte*, int*, int> _errorString;
    private readonly delegate* unmanaged[Cdecl]<byte*, int*, int> _libraryVersion;
    private readonly delegate* unmanaged[Cdecl]<nint, int, int> _abort;
    private readonly delegate* unmanaged[Cdecl]<int> _finalize;

    private MpiLibrary(nint library)
    {
        _library = library;
        Family = FamilyOf(library);
        Handles = MpiHandles.Of(Family, AddressOf);
        _initThread = (delegate* unmanaged[Cdecl]<nint, nint, int, int*, int>)AddressOf("MPI_Init_thread");
        _rank = (delegate* unmanaged[Cdecl]<nint, int*, int>)AddressOf("MPI_Comm_rank");
        _size = (delegate* unmanaged[Cdecl]<nint, int*, int>)AddressOf("MPI_Comm_size");
        _allreduce = (delegate* unmanaged[Cdecl]<nint, void*, int, nint, nint, nint, int>)AddressOf("MPI_Allreduce");
        _broadcast = (delegate* unmanaged[Cdecl]<void*, int, nint, int, nint, int>)AddressOf("MPI_Bcast");
        _startBroadcast = (delegate* unmanaged[Cdecl]<void*, int, nint, int, nint, nint*, int>)AddressOf("MPI_Ibcast");
        _test = (delegate* unmanaged[Cdecl]<nint*, int*, void*, int>)AddressOf("MPI_Test");
        _send = (delegate* unmanaged[Cdecl]<void*, int, nint, int, int, nint, int>)AddressOf("MPI_Send");
        _receive = (delegate* unmanaged[Cdecl]<void*, int, nint, int, int, nint, void*, int>)AddressOf("MPI_Recv");
        _errorString = (delegate* unmanaged[Cdecl]<int, byte*, int*, int>)AddressOf("MPI_Error_string");
        _libraryVersion = (delegate* unmanaged[Cdecl]<byte*, int*, int>)AddressOf("MPI_Get_library_version");
        _abort = (delegate* unmanaged[Cdecl]<nint, int, int>)AddressOf("MPI_Abort");
        _finalize = (delegate* unmanaged[Cdecl]<int>)AddressOf("MPI_Finalize");
    }

    /// <summary>What its handles are.</summary>
    public MpiFamily Family { get; }

    /// <summary>Its constants.</summary>
    public MpiHandles Handles { get; }

    /// <summary>What it says it is, such as "Open MPI v4.1.4".</summary>
    public string Version
    {
        get
        {
            byte* text = stackalloc byte[MostText];
            int length;
            Check(_libraryVersion(text, &length));
            string first = Encoding.UTF8.GetString(text, Math.Clamp(length, 0, MostText)).TrimEnd('\0').Split('\n', ',')[0];
            return string.Join(' ', first.Replace("Version:", "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    /// <summary>Loads the library that a launcher's processes use.</summary>
    /// <param name="family">The launcher's family.</param>
    /// <param name="launcher">What to call the launcher.</param>
    /// <exception cref="MpiException">There is none; the message says what was looked for.</exception>
    public static MpiLibrary Load(MpiFamily family, string launcher)
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        string[] names = named is not null ? [named]
            : family == MpiFamily.OpenMpi ? ["libmpi.so.40", StandardName, "libmpi.so"]
            : ["libmpich.so.12", "libmpi.so.12", StandardName, "libmpi.so"];
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return new MpiLibrary(library);
            }
        }

        throw new MpiException(
            $"{launcher} started several processes, and no MPI library of its family was found: looked for {string.Join(", ", names)}. "
                + $"Install the library that belongs to the launcher, or name it by {Variable}=FILE.");
    }

    /// <summary>MPI_Init_thread, with errors that come back as numbers. Gives the level of thread support.</summary>
    public int Initialize(int threads)
    {
        int provided = -1;
        Check(_initThread(0, 0, threads, &provided));
        var setHandler = (delegate* unmanaged[Cdecl]<nint, nint, int>)AddressOf("MPI_Comm_set_errhandler");
        Check(setHandler(Handles.World, Handles.ErrorsReturn));
        return provided;
    }

    public int Rank()
    {
        int rank;
        Check(_rank(Handles.World, &rank));
        return rank;
    }

    public int Size()
    {
        int size;
        Check(_size(Handles.World, &size));
        return size;
    }

    /// <summary>Σ over all processes, in place and on all of them.</summary>
    public void Sum(void* numbers, int count, nint type) =>
        Check(_allreduce(Handles.InPlace, numbers, count, type, Handles.Sum, Handles.World));

    /// <summary>Copies bytes of rank 0 to all others.</summary>
    public void Broadcast(void* bytes, int count) => Check(_broadcast(bytes, count, Handles.Byte, 0, Handles.World));

    /// <summary>The same, begun; <see cref="IsDone"/> says when the bytes are there.</summary>
    public nint StartBroadcast(void* bytes, int count)
    {
        nint request = 0;
        Check(_startBroadcast(bytes, count, Handles.Byte, 0, Handles.World, &request));
        return request;
    }

    /// <summary>Whether what was begun is done; a request that is done is not asked for again.</summary>
    public bool IsDone(ref nint request)
    {
        // A status of any library is smaller than this; the constant for "none" differs between them.
        byte* status = stackalloc byte[128];
        int done;
        nint asked = request;
        Check(_test(&asked, &done, status));
        request = asked;
        return done != 0;
    }

    public void Send(void* bytes, int count, int rank) => Check(_send(bytes, count, Handles.Byte, rank, 0, Handles.World));

    public void Receive(void* bytes, int count, int rank)
    {
        byte* status = stackalloc byte[128];
        Check(_receive(bytes, count, Handles.Byte, rank, 0, Handles.World, status));
    }

    /// <summary>Ends all processes, with an exit code.</summary>
    public void Abort(int code) => _abort(Handles.World, code);

    public void Finish() => Check(_finalize());

    /// <summary>The world as Fortran's libraries take it.</summary>
    public int WorldOfFortran() => Family == MpiFamily.Mpich
        ? (int)Handles.World
        : ((delegate* unmanaged[Cdecl]<nint, int>)AddressOf("MPI_Comm_c2f"))(Handles.World);

    private static MpiFamily FamilyOf(nint library)
    {
        if (NativeLibrary.TryGetExport(library, "MPI_Abi_get_version", out nint standard))
        {
            int major, minor;
            ((delegate* unmanaged[Cdecl]<int*, int*, int>)standard)(&major, &minor);
            if (major >= 1)
            {
                return MpiFamily.Standard;
            }
        }

        return NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _) ? MpiFamily.OpenMpi : MpiFamily.Mpich;
    }

    private nint AddressOf(string symbol) => NativeLibrary.GetExport(_library, symbol);

    private void Check(int code)
    {
        if (code != 0)
        {
            byte* text = stackalloc byte[MostText];
            int length;
            bool hasText = _errorString(code, text, &length) == 0;
            throw new MpiException($"MPI failed: {(hasText ? Encoding.UTF8.GetString(text, length) : $"code {code}")}.");
        }
    }
}
