namespace TorchCurvature.Mpi;

/// <summary>
/// The constants of an MPI library. Every handle is an <see cref="nint"/>: where C takes a 32-bit number, the callee reads the low half of
/// the register, on x86-64 and on arm64.
/// </summary>
internal sealed record MpiHandles
{
    public required nint World { get; init; }

    public required nint Byte { get; init; }

    public required nint Float { get; init; }

    public required nint Double { get; init; }

    public required nint Sum { get; init; }

    public required nint ErrorsReturn { get; init; }

    public required nint InPlace { get; init; }

    /// <summary>The handles of a family.</summary>
    /// <param name="family">The family.</param>
    /// <param name="addressOf">The address of a symbol that the library exports.</param>
    public static MpiHandles Of(MpiFamily family, Func<string, nint> addressOf) => family switch
    {
        MpiFamily.OpenMpi => new MpiHandles
        {
            World = addressOf("ompi_mpi_comm_world"),
            Byte = addressOf("ompi_mpi_byte"),
            Float = addressOf("ompi_mpi_float"),
            Double = addressOf("ompi_mpi_double"),
            Sum = addressOf("ompi_mpi_op_sum"),
            ErrorsReturn = addressOf("ompi_mpi_errors_return"),
            InPlace = 1,
        },
        MpiFamily.Mpich => new MpiHandles
        {
            World = 0x44000000,
            Byte = 0x4c00010d,
            Float = 0x4c00040a,
            Double = 0x4c00080b,
            Sum = 0x58000003,
            ErrorsReturn = 0x54000001,
            InPlace = -1,
        },
        _ => new MpiHandles
        {
            World = 0x101,
            Byte = 0x247,
            Float = 0x210,
            Double = 0x214,
            Sum = 0x21,
            ErrorsReturn = 0x142,
            InPlace = 1,
        },
    };
}
