"""What every test can lean on."""
