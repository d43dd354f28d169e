namespace TorchCurvature.Faults.Fuzzing;

/// <summary>Numbers and words at which readers stumble.</summary>
internal static class OddValues
{
    public static long[] Numbers { get; } =
    [
        0, 1, -1, 2, 127, 128, 255, 256, 32767, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue,
        1L << 31, 1L << 33, 1L << 40, 1L << 62, 10, 20, BitConverter.DoubleToInt64Bits(double.NaN),
        BitConverter.DoubleToInt64Bits(double.PositiveInfinity), BitConverter.DoubleToInt64Bits(1e308),
    ];

    public static string[] Words { get; } =
    [
        "null", "true", "", "x", "-1", "0", "1e999", "-1e308", "1.5", "NaN", "Infinity", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "2147483648", "4294967296", "1e-320", "0x10", "1_000", "00", "+1", "--force", "@/etc/passwd", "-5", "a\nb",
        "\u0000", "[red]", "cuda:7", "../../etc/passwd", "/dev/null", "float32", "bfloat16", "<f8", ">f4", "|O", "<U99", "é", "\uFFFD", "{",
        "}", "[", "]", "(", ")", "\"", "'", ",", ";", "\t", "True", "False", "None",
    ];

    /// <summary>Values in JSON.</summary>
    public static string[] Json { get; } =
    [
        "null", "true", "false", "\"\"", "\"x\"", "[]", "{}", "-1", "0", "1e999", "-0.0", "1.5", "9223372036854775808",
        "-9223372036854775809", "\"NaN\"", "\"Infinity\"", "[1,2]", "[[[]]]", "\"--force\"", "\"@/etc/passwd\"", "\"-5\"", "\"a\\nb\"",
        "\"\\u0000\"", "\"\\u001b[31m\"", "\"[red]\"", "2147483648", "4294967296", "\"cuda:7\"", "\"5000000000\"", "\"/dev/zero\"",
        "{\"\":null}", "1e-320", "[null]", "\"../../x\"",
    ];
}
