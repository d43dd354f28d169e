using System.Text;
using TorchCurvature.Operators.Distributed;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers.Distributed;

/// <summary>
/// ScaLAPACK's <c>pdsyev</c>: to a tridiagonal matrix over the processes, whose eigenvalues every process then has by itself, as LAPACK
/// finds them. (<c>pdsyevd</c> has no eigenvalues without vectors.) Source: Blackford et al. 1997.
/// </summary>
internal sealed unsafe class ScalapackEigensolver : DistributedEigensolver
{
    /// <summary>The environment variable that names the library.</summary>
    public const string Variable = "TORCHCURVATURE_SCALAPACK";

    private const int DescriptorLength = 9;

    // In the place of a length.
    private const int Asking = -1;

    private static readonly string[] s_names =
    [
        "libscalapack-openmpi.so.2.2", "libscalapack-mpich.so.2.2", "libscalapack-openmpi.so.2.1", "libscalapack-mpich.so.2.1",
        "libscalapack.so", "libscalapack.so.2.2", "libscalapack.so.2",
    ];

    private readonly SolverLibrary _library;
    private readonly delegate* unmanaged[Cdecl]<int*, int*, void> _processes;
    private readonly delegate* unmanaged[Cdecl]<int, int, int*, void> _get;
    private readonly delegate* unmanaged[Cdecl]<int*, byte*, int, int, void> _openGrid;
    private readonly delegate* unmanaged[Cdecl]<int, void> _closeGrid;
    private readonly delegate* unmanaged[Cdecl]<int*, int*, int*, int*, int*, int*, int*, int*, int*, int*, void> _describe;
    private readonly nint _inDouble;
    private readonly nint _inSingle;

    private ScalapackEigensolver(SolverLibrary library)
    {
        _library = library;
        _processes = (delegate* unmanaged[Cdecl]<int*, int*, void>)library.Address("Cblacs_pinfo");
        _get = (delegate* unmanaged[Cdecl]<int, int, int*, void>)library.Address("Cblacs_get");
        _openGrid = (delegate* unmanaged[Cdecl]<int*, byte*, int, int, void>)library.Address("Cblacs_gridinit");
        _closeGrid = (delegate* unmanaged[Cdecl]<int, void>)library.Address("Cblacs_gridexit");
        _describe = (delegate* unmanaged[Cdecl]<int*, int*, int*, int*, int*, int*, int*, int*, int*, int*, void>)
            library.Address("descinit_");
        (_inDouble, _inSingle) = (library.Address("pdsyev_"), library.Address("pssyev_"));
    }

    public override string Name => $"ScaLAPACK ({_library.FileName})";

    /// <summary>Binds the library.</summary>
    /// <exception cref="SolverUnavailableException">There is none for this process's MPI library.</exception>
    public static ScalapackEigensolver Open() => new(SolverLibrary.Load("ScaLAPACK", Variable, s_names));

    protected override Tensor Solve(BlockCyclicPart part, int world)
    {
        ProcessGrid grid = part.Grid;
        int rank, size, context;
        _processes(&rank, &size);
        // The context that BLACS begins with is MPI's world.
        _get(-1, 0, &context);
        fixed (byte* order = Encoding.ASCII.GetBytes("Column\0"))
        {
            _openGrid(&context, order, grid.Rows, grid.Columns);
        }

        int* descriptor = stackalloc int[DescriptorLength];
        int n = (int)part.Dimension, block = (int)grid.Block, zero = 0, status;
        int localRows = (int)Math.Max(1, grid.RowAxis.OwnBelow(n));
        _describe(descriptor, &n, &n, &block, &block, &zero, &zero, &context, &localRows, &status);
        Check(status, "the layout");
        Tensor values = zeros(part.Dimension, part.Values.dtype);
        int length = WorkLength(part, descriptor, values);
        Tensor work = empty(length, part.Values.dtype);
        Call(part, descriptor, values, work, length);
        _closeGrid(context);
        return values;
    }

    private int WorkLength(BlockCyclicPart part, int* descriptor, Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor length = zeros(1, part.Values.dtype);
        Call(part, descriptor, values, length, length: Asking);
        // In single precision the number is rounded, and may be rounded down.
        return (int)Math.Ceiling(length.to(ScalarType.Float64).item<double>() * (1 + 1e-6));
    }

    private void Call(BlockCyclicPart part, int* descriptor, Tensor values, Tensor work, int length)
    {
        // The last two are the lengths of the texts, which Fortran passes behind the arguments.
        var solve = (delegate* unmanaged[Cdecl]<byte*, byte*, int*, void*, int*, int*, int*, void*, void*, int*, int*, int*, void*, int*,
            int*, nint, nint, void>)(part.Values.dtype == ScalarType.Float64 ? _inDouble : _inSingle);
        byte withoutVectors = (byte)'N', lowerTriangle = (byte)'L';
        int n = (int)part.Dimension, one = 1, status;
        void* numbers = AddressOf(part.Values);
        solve(
            &withoutVectors, &lowerTriangle, &n, numbers, &one, &one, descriptor, AddressOf(values), numbers, &one, &one, descriptor,
            AddressOf(work), &length, &status, 1, 1);
        Check(status, "the eigenvalues");
    }

    private void Check(int status, string step)
    {
        if (status != 0)
        {
            throw new ArithmeticException($"{Name} fails with code {status} at {step}.");
        }
    }
}
