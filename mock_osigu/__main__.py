from mock_osigu.cli import main

main()
