using TorchCurvature.Cli;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Reporting;

SurvivingWriter.TakeOver();
SkiaImageDecoder.Register();
return await Processes.RunAsync(args, CurvatureCommand.RunAsync);
