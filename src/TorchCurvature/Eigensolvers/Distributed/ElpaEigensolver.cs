using System.Text;
using TorchCurvature.Operators.Distributed;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers.Distributed;

/// <summary>
/// ELPA in two stages (to a band, then to a tridiagonal matrix), through its C interface. Sources: Marek et al. 2014; the C header of ELPA.
/// </summary>
internal sealed unsafe class ElpaEigensolver : DistributedEigensolver
{
    /// <summary>The environment variable that names the library.</summary>
    public const string Variable = "TORCHCURVATURE_ELPA";

    // The interface of November 2021, which later versions keep.
    private const int InterfaceVersion = 20211125;
    private const int TwoStages = 2;

    private static readonly string[] s_names =
    [
        "libelpa.so.19", "libelpa.so", "libelpa_openmp.so",
        .. Versions("libelpa.so").Except(["libelpa.so.19"]), .. Versions("libelpa_openmp.so"),
    ];

    private readonly SolverLibrary _library;
    private readonly delegate* unmanaged[Cdecl]<int, int> _init;
    private readonly delegate* unmanaged[Cdecl]<int*, nint> _allocate;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, int, int*, void> _setInteger;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _setup;
    private readonly delegate* unmanaged[Cdecl]<nint, int*, void> _deallocate;
    private readonly delegate* unmanaged[Cdecl]<nint, void*, void*, int*, void> _eigenvalues;

    private ElpaEigensolver(SolverLibrary library)
    {
        _library = library;
        _init = (delegate* unmanaged[Cdecl]<int, int>)library.Address("elpa_init");
        _allocate = (delegate* unmanaged[Cdecl]<int*, nint>)library.Address("elpa_allocate");
        _setInteger = (delegate* unmanaged[Cdecl]<nint, byte*, int, int*, void>)library.Address("elpa_set_integer");
        _setup = (delegate* unmanaged[Cdecl]<nint, int>)library.Address("elpa_setup");
        _deallocate = (delegate* unmanaged[Cdecl]<nint, int*, void>)library.Address("elpa_deallocate");

        // The names in the manual are macros, and older versions had others.
        _eigenvalues = (delegate* unmanaged[Cdecl]<nint, void*, void*, int*, void>)library.Address(
            "elpa_eigenvalues_a_h_a_d", "elpa_eigenvalues_all_host_arrays_d", "elpa_eigenvalues_d");
    }

    public override string Name => $"ELPA in two stages ({_library.FileName})";

    /// <summary>Binds the library.</summary>
    /// <exception cref="SolverUnavailableException">There is none for this process's MPI library.</exception>
    public static ElpaEigensolver Open() => new(SolverLibrary.Load("ELPA", Variable, s_names));

    // Always in double precision: most installations, Debian's too, are built without the other one.
    protected override Tensor Solve(BlockCyclicPart part, int world)
    {
        Tensor matrix = part.Values.to(ScalarType.Float64), values = zeros(part.Dimension, ScalarType.Float64);
        ProcessGrid grid = part.Grid;
        Check(_init(InterfaceVersion), "its version");
        int status;
        nint solver = _allocate(&status);
        Check(status, "a new solver");
        Set(solver, "na", (int)part.Dimension);
        Set(solver, "nev", (int)part.Dimension);
        Set(solver, "local_nrows", (int)grid.RowAxis.OwnBelow(part.Dimension));
        Set(solver, "local_ncols", (int)grid.ColumnAxis.OwnBelow(part.Dimension));
        Set(solver, "nblk", (int)grid.Block);
        Set(solver, "mpi_comm_parent", world);
        Set(solver, "process_row", grid.Row);
        Set(solver, "process_col", grid.Column);
        Check(_setup(solver), "the layout");
        Set(solver, "solver", TwoStages);
        _eigenvalues(solver, AddressOf(matrix), AddressOf(values), &status);
        Check(status, "the eigenvalues");
        _deallocate(solver, &status);
        Check(status, "the end");
        return values;
    }

    private static IEnumerable<string> Versions(string name) => Enumerable.Range(15, 10).Reverse().Select(n => $"{name}.{n}");

    private void Set(nint solver, string name, int value)
    {
        int status;
        fixed (byte* text = Encoding.ASCII.GetBytes($"{name}\0"))
        {
            _setInteger(solver, text, value, &status);
        }

        Check(status, name);
    }

    private void Check(int status, string step)
    {
        if (status != 0)
        {
            throw new ArithmeticException($"{Name} fails with code {status} at {step}.");
        }
    }
}
