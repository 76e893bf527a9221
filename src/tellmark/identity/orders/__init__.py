"""Orders of authorities: pause, block, export, and who a person is; never alone, never without a trace."""
